import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { catalog } from '../../scenarios/catalog/index.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Context } from '../context.ts';
import { worse } from '../exit-code-help.ts';
import { unknownName } from '../nearest.ts';
import type { BootArguments } from '../options.ts';
import { reportError } from '../report-error.ts';
import { openReporters, type ReporterArguments } from '../reporters/open-reporters.ts';
import { openTarget } from '../sandbox/open-target.ts';
import { runOn } from '../sandbox/run-on.ts';

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
      await runOn(target, { scenarios, by, withFaults: options.faults, onEvent: reporters.onEvent, onResult });
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
