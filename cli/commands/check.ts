import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { CheckArguments } from '../check/arguments.ts';
import { initFile } from '../check/init.ts';
import { type CheckPlan, planCheck } from '../check/plan.ts';
import type { Context } from '../context.ts';
import { worse } from '../exit-code-help.ts';
import { reportError } from '../report-error.ts';
import { checkProgress, type Progress } from '../reporters/check/progress.ts';
import { openReporters } from '../reporters/open-reporters.ts';

/** `sandbox check`: scenarios, or a person's own configuration, in virtual time; the exit code is the worst of the runs. */
export async function check(names: string[], options: CheckArguments, context: Context): Promise<ExitCode> {
  const { terminal, lifetime, env } = context;
  if (options.init !== undefined) return initFile(names, options, context);
  const plan = planCheck(names, options, env);
  const reporters = openReporters(options, terminal, env);
  lifetime.watch();
  let exitCode: ExitCode = ExitCode.ok;
  const runs = plan.of === 'catalogue' ? plan.scenarios.length : Math.max(1, plan.request.scenarios.length);
  const { onPlayed } = checkProgress(terminal.status, terminal.errColors, runs);
  try {
    terminal.status('  starting');
    for await (const event of eventsOf(plan, { signal: lifetime.signal, onComponent: reporters.onEvent, onPlayed })) {
      reporters.onEvent(event);
      if (event.type === 'run.end') exitCode = worse(exitCode, event.exitCode);
    }
    // Also when it came at the very end: nothing is said to have passed that was interrupted.
    lifetime.signal.throwIfAborted();
    terminal.status(undefined);
  } catch (error) {
    terminal.status(undefined);
    const reason: unknown = lifetime.signal.aborted ? lifetime.signal.reason : error;
    reporters.onError(reason);
    exitCode = worse(exitCode, reportError(reason, terminal));
  } finally {
    await reporters.onEnd(exitCode);
  }
  return exitCode;
}

interface Listeners {
  signal: AbortSignal;
  /** The engine is being built. */
  onComponent: (event: RunEvent) => void;
  /** Something was played; of the catalogue it is told in order only later. */
  onPlayed: Progress['onPlayed'];
}

async function* eventsOf(
  plan: CheckPlan,
  { signal, onComponent, onPlayed }: Listeners,
): AsyncGenerator<RunEvent, void> {
  // Only here: what plays takes longer to load than a wrong command line to be refused.
  if (plan.of === 'files') {
    const { runCheck } = await import('../../check/run-check.ts');
    for await (const event of runCheck(plan.request, { signal, onComponent })) {
      yield event;
      onPlayed(event);
    }
    return;
  }
  const { prepareEngine } = await import('../../check/run/prepare-engine.ts');
  const { checkCatalog } = await import('../../check/catalog/check-catalog.ts');
  const engine = await prepareEngine({ signal, onComponent });
  yield* checkCatalog(plan.scenarios, {
    engine,
    seed: plan.seed,
    withFaults: true,
    signal,
    onEvent: (name, event) => onPlayed(event, name),
  });
}
