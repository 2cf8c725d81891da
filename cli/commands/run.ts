import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { chooseScenarios } from '../choose-scenarios.ts';
import type { Context } from '../context.ts';
import { worse } from '../exit-code-help.ts';
import { lackingServices, requireServices, servicesFor } from '../../scenarios/services-for.ts';
import { runningServices } from '../../stack/components/endpoints.ts';
import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { ServiceSelection } from '../../stack/services/index.ts';
import type { BootArguments } from '../options.ts';
import { openReport, requireReport } from '../open-report.ts';
import { reportError } from '../report-error.ts';
import { openReporters, type ReporterArguments } from '../reporters/open-reporters.ts';
import { requireAvailable } from '../session/available-services.ts';
import { openTarget } from '../session/open-target.ts';
import { runOn } from '../session/run-on.ts';
import { showsScreen } from '../screen-choice.ts';
import { loadScreen } from '../tui/load-screen.ts';
import type { RunScreen } from '../tui/run-screen.ts';

export interface RunArguments extends BootArguments, ReporterArguments {
  /** By default those that the scenarios need. */
  services?: ServiceSelection;
  all: boolean;
  keepRunning: boolean;
  /** Whether the target of a scenario file may be another machine. */
  allowRemoteTarget: boolean;
  /** False with --no-faults. */
  faults: boolean;
}

/** `sandbox run`: runs scenarios in order on one sandbox. Returns the worst of their exit codes. */
export async function run(
  names: string[],
  options: RunArguments,
  isSet: (name: keyof BootArguments) => boolean,
  context: Context,
): Promise<ExitCode> {
  const { terminal, lifetime, state } = context;
  requireReport(options);
  const scenarios = await chooseScenarios(names, {
    ...{ all: options.all, config: options.config, state },
    allowRemoteTarget: options.allowRemoteTarget,
  });
  const onScreen = showsScreen(options.reporter, terminal);
  const reporters = openReporters(onScreen ? { ...options, reporter: 'tui' } : options, terminal, context.env);
  const by = `sandbox run ${options.all ? '--all' : names.join(' ')}`;
  // Imported late: React and Ink take longer to load than most commands to run.
  const screen = onScreen ? await openRunScreen(by, context) : undefined;
  const onEvent = (event: RunEvent): void => {
    screen?.onEvent(event);
    reporters.onEvent(event);
  };
  let exitCode: ExitCode = ExitCode.ok;
  try {
    const services = servicesFor(scenarios, options.services);
    // With --all a scenario is skipped instead.
    const required = options.all ? [] : servicesFor(scenarios);
    const opening = { ...options, services, required, selection: options.services, isSet, by };
    const target = await openTarget(opening, context, {
      onNotice: terminal.err,
      onComponent: onEvent,
      onBoot: () => onEvent({ type: 'phase', time: new Date().toISOString(), name: 'boot' }),
      onTeardown: () => onEvent({ type: 'phase', time: new Date().toISOString(), name: 'teardown' }),
    });
    try {
      const onResult = (code: number): void => void (exitCode = worse(exitCode, code));
      const runnable = await runnableOn(target.stack, scenarios, options.all, terminal.err);
      const plan = { scenarios: runnable, by, withFaults: options.faults, onEvent: reporters.onEvent, onResult };
      await (screen ? screen.runAndStay(target, plan) : runOn(target, plan));
    } finally {
      await target.leave();
    }
    // Also if the interrupt came during the teardown, after every result was reported.
    lifetime.signal.throwIfAborted();
  } catch (error) {
    const reason: unknown = lifetime.signal.aborted ? lifetime.signal.reason : error;
    screen?.close();
    reporters.onError(reason);
    exitCode = worse(exitCode, reportError(reason, terminal));
  } finally {
    screen?.close();
    await reporters.onEnd(exitCode);
  }
  if (!lifetime.signal.aborted) await openReport(options, terminal, context.env);
  return exitCode;
}

async function openRunScreen(command: string, context: Context): Promise<RunScreen> {
  const { openRunScreen: open } = await loadScreen(() => import('../tui/run-screen.ts'));
  return open(command, context);
}

/**
 * The scenarios whose services run: with --all the others are skipped with a notice.
 * @throws UserError for a scenario that was named: `services-missing`, or why this machine cannot run a service
 */
async function runnableOn(
  { endpoints, runtime }: Pick<RunningStack, 'endpoints' | 'runtime'>,
  scenarios: readonly Scenario[],
  isAll: boolean,
  onNotice: (text: string) => void,
): Promise<readonly Scenario[]> {
  const running = runningServices(endpoints);
  const missing = lackingServices(servicesFor(scenarios), running);
  // Another boot would not have them either.
  if (!isAll) await requireAvailable(missing, runtime);
  return scenarios.filter(({ name, services }) => {
    const lacking = lackingServices(services, running);
    if (lacking.length === 0) return true;
    if (!isAll) requireServices(services, running);
    onNotice(`${name} is skipped: it needs ${lacking.join(', ')}, which this sandbox does not run`);
    return false;
  });
}
