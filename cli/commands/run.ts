import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { catalog } from '../../scenarios/catalog/index.ts';
import type { RunEvent } from '../../scenarios/run/events.ts';
import { runScenario } from '../../scenarios/run/run-scenario.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Context } from '../context.ts';
import { worse } from '../exit-code-help.ts';
import { unknownName } from '../nearest.ts';
import type { BootArguments } from '../options.ts';
import { reportError } from '../report-error.ts';
import { openReporters, type ReporterArguments } from '../reporters/open-reporters.ts';
import { openTarget, type Target } from '../sandbox/open-target.ts';

export interface RunArguments extends BootArguments, ReporterArguments {
  all: boolean;
  /** False with --no-faults. */
  faults: boolean;
}

/** `sandbox run`: scenarios one after another on one sandbox, told by the reporters; the exit code is the worst of theirs. */
export async function run(
  names: string[],
  options: RunArguments,
  given: (name: keyof BootArguments) => boolean,
  context: Context,
): Promise<ExitCode> {
  const scenarios = choose(names, options.all);
  const { terminal, lifetime } = context;
  const reporters = openReporters(options, terminal, context.env);
  let exitCode: ExitCode = ExitCode.ok;
  try {
    const by = `sandbox run ${options.all ? '--all' : names.join(' ')}`;
    const target = await openTarget({ ...options, given, by }, context, {
      onNotice: terminal.err,
      onComponent: reporters.onEvent,
      onBoot: () => reporters.onEvent({ type: 'phase', time: new Date().toISOString(), name: 'boot' }),
      onTeardown: () => reporters.onEvent({ type: 'phase', time: new Date().toISOString(), name: 'teardown' }),
    });
    try {
      const onResult = (code: number): void => void (exitCode = worse(exitCode, code));
      await runAll(scenarios, { target, withFaults: options.faults, onEvent: reporters.onEvent, onResult });
    } finally {
      await target.leave();
    }
    // Also when it came during the teardown, with every result told already.
    lifetime.signal.throwIfAborted();
  } catch (error) {
    const reason: unknown = lifetime.signal.aborted ? lifetime.signal.reason : error;
    reporters.onError(reason);
    exitCode = worse(exitCode, reportError(reason, terminal));
  } finally {
    await reporters.onEnd(exitCode);
  }
  return exitCode;
}

interface RunAll {
  target: Target;
  withFaults: boolean;
  onEvent: (event: RunEvent) => void;
  /** The exit code of each scenario that came to its end. */
  onResult: (exitCode: number) => void;
}

async function runAll(
  scenarios: readonly Scenario[],
  { target, withFaults, onEvent, onResult }: RunAll,
): Promise<void> {
  const { stack, seed, signal } = target;
  const { endpoints, runtime, pace } = stack;
  const deps = { endpoints, runtime, pace, seed, signal, withFaults, control: stack };
  for (const scenario of scenarios) {
    let exitCode: number = ExitCode.ok;
    for await (const event of runScenario(scenario, deps)) {
      onEvent(event);
      if (event.type === 'run.end') exitCode = event.exitCode;
    }
    // A run that was cut off only knows that it was; the reason says by what, such as the sandbox's own end.
    signal.throwIfAborted();
    // The loss may be seen in a failed request before it is seen in the lease.
    if (exitCode !== ExitCode.ok) await target.mustAnswer();
    onResult(exitCode);
  }
}

function choose(names: readonly string[], all: boolean): readonly Scenario[] {
  const known = catalog.map(({ name }) => name);
  if (all && names.length > 0) {
    throw new UserError('Both --all and names were given.', { code: 'bad-arguments', hint: 'Leave one of them out.' });
  }
  if (all) return catalog;
  if (names.length === 0) {
    throw new UserError('No scenario was named.', {
      code: 'bad-arguments',
      hint: `Use --all, or name one or more of: ${known.join(', ')}.`,
    });
  }
  return names.map((name) => {
    const scenario = catalog.find((one) => one.name === name);
    if (!scenario) throw unknownName('scenario', name, known);
    return scenario;
  });
}
