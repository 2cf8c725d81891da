import { join } from 'node:path';
import { systemClock } from '../../../lib/clock.ts';
import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { clientsOf } from '../../../stack/clients/clients.ts';
import { findScenario } from '../../../scenarios/catalog/index.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { Interrupted } from '../../../stack/session/session-error.ts';
import { HttpError } from '../../../stack/clients/http.ts';
import { runOn } from '../../session/run-on.ts';
import type { Target } from '../../session/target.ts';
import type { FeedRunner } from '../feeds/feed-runner.ts';
import { startFrameFeeds } from '../feeds/frame-feeds.ts';
import { openUrl } from '../../open-url.ts';
import type { Action } from '../state/action.ts';
import type { Command } from '../state/effect.ts';
import type { ManualFault } from '../../../ui/faults/manual-fault.ts';
import { faultEvent, injectionOf } from '../../../ui/faults/manual-fault.ts';
import type { Tone } from '../widgets/theme.ts';
import { ManualFaults, isMomentary } from '../../session/manual-faults.ts';

export interface DriverOptions {
  dispatch: (action: Action) => void;
  feeds: FeedRunner;
  copy: (text: string) => void;
  /** Stops a sandbox that is still booting, like a signal. */
  interrupt: (by: string) => void;
}

export interface Plan {
  scenarios: readonly Scenario[];
  by: string;
  withFaults: boolean;
  seed?: number;
  /** Receives every event and result, in addition to the screen. */
  onEvent?: (event: RunEvent) => void;
  onResult?: (exitCode: number) => void;
}

interface Attached {
  target: Target;
  manualFaults: ManualFaults;
  /** Stops the sandbox, or detaches from it. */
  onQuit: () => void;
  ended: AbortController;
}

/** Executes the commands of keys on the sandbox. */
export class Driver {
  readonly #options: DriverOptions;
  #attached: Attached | undefined;
  #running: { cancel: AbortController; done: Promise<unknown> } | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Attaches the ready sandbox: enables feeds, faults and runs. */
  attach(target: Target, onQuit: () => void): void {
    const { dispatch, feeds } = this.#options;
    const { stack, seed, stays, folder } = target;
    const { runtime, pace, endpoints } = stack;
    const ended = new AbortController();
    const clients = clientsOf(endpoints);
    const manualFaults = new ManualFaults({
      ...{ faults: clients.faults, control: stack },
      onChange(change, fault) {
        const at = systemClock.now();
        dispatch({ type: `fault-${change}`, fault, at });
        target.publish(faultEvent(change, fault, at));
      },
    });
    this.#attached = { target, manualFaults, onQuit, ended };
    const view = {
      ...{ runtime, pace, seed, endpoints, configFolder: join(folder, 'config') },
      ...defined({ workbench: target.workbench }),
    };
    dispatch({ type: 'ready', stack: view, stays, at: systemClock.now() });
    feeds.setStack({ ...view, clients });
    const { prometheus } = clients;
    startFrameFeeds({ prometheus, status: target.status, clock: systemClock, signal: ended.signal, dispatch });
  }

  execute(command: Command): void {
    switch (command.type) {
      case 'open':
        void openUrl(command.url).then((reason) =>
          reason === undefined ? this.#showMessage(`Opened ${command.what}.`) : this.#copyInstead(command, reason),
        );
        break;
      case 'copy':
        this.#options.copy(command.text);
        this.#showMessage(`Copied ${command.what}: ${command.text} (if the terminal supports OSC 52).`);
        break;
      case 'refresh':
        this.#options.feeds.restart();
        this.#options.dispatch({ type: 'tick', now: systemClock.now() });
        break;
      case 'run':
        this.#runManually(command);
        break;
      case 'cancel-run':
        this.#running?.cancel.abort(new Interrupted('the run was cancelled'));
        break;
      case 'fault-on':
        this.#switch('on', command.fault);
        break;
      case 'fault-off':
        this.#switch('off', command.fault);
        break;
      case 'quit':
        if (this.#attached) this.#attached.onQuit();
        else this.#options.interrupt('q');
        break;
      case 'interrupt':
        this.#options.interrupt('Ctrl-C');
        break;
    }
  }

  /** Runs scenarios and shows them. Rejects with the reason if they are cancelled. */
  async run(plan: Plan): Promise<void> {
    const { dispatch } = this.#options;
    const attached = this.#requireAttached();
    if (this.#running) throw new UserError('A run is in progress.', { code: 'run-under-way' });
    const cancel = new AbortController();
    const work = this.#runPlan(attached, plan, cancel.signal).finally(() => {
      this.#running = undefined;
      dispatch({ type: 'plan' });
      if (!attached.target.signal.aborted) dispatch({ type: 'activity', activity: 'ready' });
    });
    this.#running = { cancel, done: work.catch(() => undefined) };
    await work;
  }

  async #runPlan({ target, manualFaults }: Attached, plan: Plan, signal: AbortSignal): Promise<void> {
    const { dispatch } = this.#options;
    const { withFaults } = plan;
    // The steady state cannot be reached while manual faults are active.
    const stuck = await manualFaults.rollBackAll();
    if (stuck.length > 0)
      throw new UserError(`Faults could not be reverted: ${stuck.join('; ')}`, { code: 'fault-not-reverted' });
    await runOn(target, {
      ...plan,
      signal,
      onEvent(event) {
        dispatch({ type: 'event', event });
        plan.onEvent?.(event);
      },
      onScenario(left) {
        dispatch({ type: 'plan', plan: { scenarios: left.map(({ name }) => name), withFaults } });
        dispatch({ type: 'activity', activity: 'running' });
      },
      onResult: (code) => plan.onResult?.(code),
    });
  }

  /** Ends the run, the manual faults and the feeds, before the sandbox is stopped or left. */
  async settle(): Promise<void> {
    this.#options.dispatch({ type: 'activity', activity: 'stopping' });
    this.#running?.cancel.abort(new Interrupted('the terminal UI was closed'));
    await this.#running?.done;
    // A fault that cannot be reverted ends with its service, unless the sandbox keeps running.
    const stuck = (await this.#attached?.manualFaults.rollBackAll()) ?? [];
    if (stuck.length > 0) this.#showMessage(`Not reverted: ${stuck.join('; ')}`, 'bad');
    this.#attached?.ended.abort();
    this.#options.feeds.setStack(undefined);
  }

  #runManually({ scenarios, withFaults, seed }: Extract<Command, { type: 'run' }>): void {
    const found = scenarios.flatMap((name) => findScenario(name) ?? []);
    const by = 'a run in the terminal UI';
    const plan = { scenarios: found, by, withFaults, ...defined({ seed }) };
    this.run(plan).catch((error: unknown) =>
      this.#showMessage(reasonOf(error), error instanceof Interrupted ? 'warn' : 'bad'),
    );
  }

  #switch(to: 'on' | 'off', fault: ManualFault): void {
    const work = async (): Promise<void> => {
      const { manualFaults } = this.#requireAttached();
      if (this.#running) throw new UserError('Manual faults are disabled during a run.', { code: 'run-under-way' });
      if (to === 'on') await manualFaults.apply(fault);
      else await manualFaults.rollBack(fault);
      const { fault: name, target } = injectionOf(fault);
      if (to === 'off') this.#showMessage(`${name} on ${target} was reverted.`, 'good');
      else if (isMomentary(fault)) this.#showMessage(`${name} of ${target} was injected. 1 shows its state.`, 'warn');
      else this.#showMessage(`${name} on ${target} is active. 5 shows the alerts.`, 'warn');
      this.#options.feeds.restart();
    };
    work().catch((error: unknown) => {
      const { fault: name, target } = injectionOf(fault);
      this.#showMessage(`${name} on ${target}: ${reasonOf(error)}`, 'bad');
    });
  }

  #requireAttached(): Attached {
    if (this.#attached) return this.#attached;
    throw new UserError('The sandbox is not ready yet.', { code: 'not-ready', exitCode: ExitCode.bootFailed });
  }

  #copyInstead({ url, what }: { url: string; what: string }, reason: string): void {
    this.#options.copy(url);
    this.#showMessage(`Copied ${url}, ${what}. No browser was opened: ${reason}.`, 'warn');
  }

  #showMessage(text: string, tone?: Tone): void {
    this.#options.dispatch({ type: 'message', text, at: systemClock.now(), ...defined({ tone }) });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Interrupted) return 'The run was cancelled and its faults were reverted.';
  if (error instanceof HttpError) return serviceMessage(error);
  return error instanceof UserError && error.hint !== undefined ? `${error.message} ${error.hint}` : messageOf(error);
}

/** The error message in the response of a service, without the URL. */
function serviceMessage({ body, message }: HttpError): string {
  const [, text] = /"error":"((?:[^"\\]|\\.)*)/.exec(body) ?? [];
  return text === undefined ? message : text.replaceAll('\\"', '"').replace(/^fault \S+: /, '');
}
