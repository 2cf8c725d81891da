import { ExitCode } from '../../lib/exit-codes.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { plural } from '../../lib/format/number.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { CheckArguments } from '../check/arguments.ts';
import { defaultBaseline, writeBaseline } from '../check/baseline-file.ts';
import { initFile } from '../check/init.ts';
import { diffName, writeFixes } from '../check/write-fixes.ts';
import { type CheckPlan, planCheck } from '../check/plan.ts';
import { shownFiles } from '../check/shown-files.ts';
import { type Round, watchCheck } from '../check/watch.ts';
import type { RunCheckOptions } from '../../check/run-check.ts';
import { defined } from '../../lib/defined.ts';
import type { Context } from '../context.ts';
import { worse } from '../exit-code-help.ts';
import { openReport, requireReport } from '../open-report.ts';
import { reportError } from '../report-error.ts';
import { checkProgress, type Progress } from '../reporters/check/progress.ts';
import { openReporters } from '../reporters/open-reporters.ts';

/** `sandbox check`: simulates scenarios or the user's files in virtual time. Returns the worst exit code of the runs. */
export async function check(names: string[], options: CheckArguments, context: Context): Promise<ExitCode> {
  const { lifetime, env } = context;
  requireReport(options);
  if (options.init !== undefined) return initFile(names, options, context);
  if (options.watch === true) {
    return watchCheck(names, options, context, (round) => checkOnce(round.plan, options, context, round));
  }
  const plan = planCheck(names, options, env);
  return checkOnce(plan, options, context, { signal: lifetime.signal });
}

/** Checks once, and reports it. */
async function checkOnce(
  plan: CheckPlan,
  options: CheckArguments,
  { terminal, lifetime, env }: Context,
  round: Pick<Round, 'signal'> & Partial<Round>,
): Promise<ExitCode> {
  const { signal } = round;
  const reporters = openReporters(options, terminal, env);
  lifetime.watch();
  let exitCode: ExitCode = ExitCode.ok;
  const findings: Finding[] = [];
  const runs = plan.of === 'catalog' ? plan.scenarios.length : Math.max(1, plan.request.scenarios.length);
  const { onSimulated } = checkProgress(terminal.status, terminal.errColors, runs);
  const listeners = {
    ...{ signal, onComponent: reporters.onEvent, onSimulated, ...defined({ engineOf: round.engineOf }) },
    onFiles(files: readonly string[], included: readonly string[]) {
      round.onFiles?.(files);
      reporters.onFiles(shownFiles(files, included, options.file));
    },
  };
  try {
    terminal.status('  starting');
    for await (const event of eventsOf(plan, listeners)) {
      reporters.onEvent(event);
      if (event.type === 'finding') findings.push(event);
      if (event.type === 'run.end') exitCode = worse(exitCode, event.exitCode);
    }
    // Also after the last event: an interrupted check must not report success.
    signal.throwIfAborted();
    terminal.status(undefined);
  } catch (error) {
    terminal.status(undefined);
    const reason: unknown = signal.aborted ? signal.reason : error;
    reporters.onError(reason);
    exitCode = worse(exitCode, reportError(reason, terminal));
  } finally {
    await reporters.onEnd(exitCode);
  }
  // A watch opens it once: the browser reloads it on demand.
  if (!signal.aborted && round.isFirst !== false) await openReport(options, terminal, env);
  if (options.fix !== undefined && exitCode <= ExitCode.expectationFailed) reportFixes(options.fix, findings, terminal);
  if (options.writeBaseline === undefined || exitCode > ExitCode.expectationFailed) return exitCode;
  const file = options.writeBaseline === true ? defaultBaseline : options.writeBaseline;
  const count = writeBaseline(file, findings);
  terminal.out(`Wrote ${file} with ${plural(count, 'finding')} that later checks accept.`);
  return ExitCode.ok;
}

/** Writes the fixes, and prints what was written where, apart from the report. */
function reportFixes(folder: string, findings: readonly Finding[], terminal: Context['terminal']): void {
  const { files, fixed } = writeFixes(folder, findings);
  const left = findings.filter(({ fix, severity }) => fix === undefined && severity !== 'info').length;
  const others =
    left === 0 ? '' : ` ${plural(left, 'error or warning', 'errors and warnings')} remain${left === 1 ? 's' : ''}.`;
  terminal.err(
    fixed === 0
      ? `No change that fixes a finding was verified: nothing was written.${others}`
      : `Wrote ${files.join(', ')} and ${diffName} to ${folder}: ${plural(fixed, 'finding')} fixed.${others}`,
  );
}

interface Listeners extends Pick<RunCheckOptions, 'engineOf' | 'onFiles'> {
  signal: AbortSignal;
  /** The engine is being built. */
  onComponent: (event: RunEvent) => void;
  /** Called for each event as it is simulated; scenarios of the catalog are reported in order only later. */
  onSimulated: Progress['onSimulated'];
}

async function* eventsOf(
  plan: CheckPlan,
  { signal, onComponent, onSimulated, ...more }: Listeners,
): AsyncGenerator<RunEvent, void> {
  // Imported late: loading the simulation takes longer than rejecting a wrong command line.
  if (plan.of === 'files') {
    const { runCheck } = await import('../../check/run-check.ts');
    for await (const event of runCheck(plan.request, { signal, onComponent, ...more })) {
      yield event;
      onSimulated(event);
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
    onEvent: (name, event) => onSimulated(event, name),
  });
}
