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
import { openUrl } from '../screen/open-url.ts';
import type { Action } from '../state/action.ts';
import type { Command, HandFault } from '../state/effect.ts';
import { struckBy } from '../state/shared-reducer.ts';
import type { Tone } from '../widgets/theme.ts';
import { HandFaults, isMomentary } from './manual-faults.ts';

export interface DriverOptions {
  dispatch: (action: Action) => void;
  feeds: FeedRunner;
  copy: (text: string) => void;
  /** Begins the end of a sandbox that has not been attached yet, as a signal does. */
  interrupt: (by: string) => void;
}

export interface Plan {
  scenarios: readonly Scenario[];
  by: string;
  withFaults: boolean;
  seed?: number;
  /** Told of every event and result beside the screen. */
  onEvent?: (event: RunEvent) => void;
  onResult?: (exitCode: number) => void;
}

interface Attached {
  target: Target;
  hand: HandFaults;
  /** Ends the sandbox, or only leaves it. */
  onQuit: () => void;
  ended: AbortController;
}

/** Does what keys ask for, on the sandbox that the screen shows; the hands of the screen, where the reducer is its head. */
export class Driver {
  readonly #options: DriverOptions;
  #attached: Attached | undefined;
  #running: { cancel: AbortController; done: Promise<unknown> } | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** The sandbox answers: from now on it can be asked, struck and run on. */
  attach(target: Target, onQuit: () => void): void {
    const { dispatch, feeds } = this.#options;
    const { stack, seed, stays, folder } = target;
    const { runtime, pace, endpoints } = stack;
    const ended = new AbortController();
    const clients = clientsOf(endpoints);
    const hand = new HandFaults({
      ...{ faults: clients.faults, control: stack },
      onChange: (change, fault) => dispatch({ type: `fault-${change}`, fault, at: systemClock.now() }),
    });
    this.#attached = { target, hand, onQuit, ended };
    const view = { runtime, pace, seed, endpoints, configFolder: join(folder, 'config') };
    dispatch({ type: 'ready', stack: view, stays, at: systemClock.now() });
    feeds.setStack({ ...view, clients });
    const { prometheus } = clients;
    startFrameFeeds({ prometheus, status: target.status, clock: systemClock, signal: ended.signal, dispatch });
  }

  perform(command: Command): void {
    switch (command.type) {
      case 'open':
        void openUrl(command.url).then((reason) =>
          reason === undefined ? this.#say(`Opened ${command.what}.`) : this.#copyInstead(command, reason),
        );
        break;
      case 'copy':
        this.#options.copy(command.text);
        this.#say(`Copied ${command.what}: ${command.text} (where the terminal allows it, by OSC 52).`);
        break;
      case 'ask-again':
        this.#options.feeds.restart();
        this.#options.dispatch({ type: 'tick', now: systemClock.now() });
        break;
      case 'run':
        this.#runByHand(command);
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

  /** Runs scenarios and shows them; rejects with what cut them off. */
  async run(plan: Plan): Promise<void> {
    const { dispatch } = this.#options;
    const attached = this.#mustBeAttached();
    if (this.#running) throw new UserError('A run is under way.', { code: 'run-under-way' });
    const cancel = new AbortController();
    const work = this.#runPlan(attached, plan, cancel.signal).finally(() => {
      this.#running = undefined;
      dispatch({ type: 'plan' });
      if (!attached.target.signal.aborted) dispatch({ type: 'activity', activity: 'ready' });
    });
    this.#running = { cancel, done: work.catch(() => undefined) };
    await work;
  }

  async #runPlan({ target, hand }: Attached, plan: Plan, signal: AbortSignal): Promise<void> {
    const { dispatch } = this.#options;
    const { withFaults } = plan;
    // A scenario's steady state cannot hold while something is broken by hand.
    const stuck = await hand.rollBackAll();
    if (stuck.length > 0)
      throw new UserError(`Faults could not be taken back: ${stuck.join('; ')}`, { code: 'fault-not-reverted' });
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

  /** Ends what uses the sandbox: the run, the faults that are on, the feeds. Before the sandbox is stopped or left. */
  async settle(): Promise<void> {
    this.#options.dispatch({ type: 'activity', activity: 'stopping' });
    this.#running?.cancel.abort(new Interrupted('the sandbox is being left'));
    await this.#running?.done;
    // One that cannot be taken back goes with its service, unless the sandbox stays.
    const stuck = (await this.#attached?.hand.rollBackAll()) ?? [];
    if (stuck.length > 0) this.#say(`Not taken back: ${stuck.join('; ')}`, 'bad');
    this.#attached?.ended.abort();
    this.#options.feeds.setStack(undefined);
  }

  #runByHand({ scenarios, withFaults, seed }: Extract<Command, { type: 'run' }>): void {
    const found = scenarios.flatMap((name) => findScenario(name) ?? []);
    const by = 'a run in the terminal UI';
    const plan = { scenarios: found, by, withFaults, ...defined({ seed }) };
    this.run(plan).catch((error: unknown) => this.#say(reasonOf(error), error instanceof Interrupted ? 'warn' : 'bad'));
  }

  #switch(to: 'on' | 'off', fault: HandFault): void {
    const work = async (): Promise<void> => {
      const { hand } = this.#mustBeAttached();
      if (this.#running)
        throw new UserError('A run is under way: its own faults are enough.', { code: 'run-under-way' });
      if (to === 'on') await hand.apply(fault);
      else await hand.rollBack(fault);
      const { fault: name, target } = struckBy(fault);
      if (to === 'off') this.#say(`${name} on ${target} is taken back.`, 'good');
      else if (isMomentary(fault)) this.#say(`${name} of ${target} has happened; 1 shows how it is now.`, 'warn');
      else this.#say(`${name} on ${target} is on; 5 shows which alerts it wakes.`, 'warn');
      this.#options.feeds.restart();
    };
    work().catch((error: unknown) => {
      const { fault: name, target } = struckBy(fault);
      this.#say(`${name} on ${target}: ${reasonOf(error)}`, 'bad');
    });
  }

  #mustBeAttached(): Attached {
    if (this.#attached) return this.#attached;
    throw new UserError('The sandbox is not ready yet.', { code: 'not-ready', exitCode: ExitCode.bootFailed });
  }

  #copyInstead({ url, what }: { url: string; what: string }, reason: string): void {
    this.#options.copy(url);
    this.#say(`Copied ${url}, ${what}: no browser was opened, as ${reason}.`, 'warn');
  }

  #say(text: string, tone?: Tone): void {
    this.#options.dispatch({ type: 'message', text, at: systemClock.now(), ...defined({ tone }) });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Interrupted) return 'The run was cancelled; its faults have been taken back.';
  if (error instanceof HttpError) return wordsOf(error);
  return error instanceof UserError && error.hint !== undefined ? `${error.message} ${error.hint}` : messageOf(error);
}

/** What a service says of a request that it did not take, without the address, which a person did not choose. */
function wordsOf({ body, message }: HttpError): string {
  const [, said] = /"error":"((?:[^"\\]|\\.)*)/.exec(body) ?? [];
  return said === undefined ? message : said.replaceAll('\\"', '"').replace(/^fault \S+: /, '');
}
