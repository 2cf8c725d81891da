import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import type { EventLog } from '../../lib/events/event-log.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { findScenario } from '../../scenarios/catalog/index.ts';
import { clientsOf } from '../../stack/clients/clients.ts';
import { HttpError } from '../../stack/clients/http.ts';
import { componentFaults } from '../../stack/components/component-fault.ts';
import { componentNames } from '../../stack/components/component.ts';
import { serviceNames } from '../../stack/services/index.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import { faultEvent, injectionOf, type ManualFault } from '../../ui/faults/manual-fault.ts';
import { ManualFaults } from '../session/manual-faults.ts';
import { runOn } from '../session/run-on.ts';
import type { Target } from '../session/target.ts';

export interface ActionsOptions {
  /** Undefined while the sandbox boots. */
  target: () => Target | undefined;
  events: EventLog<RunEvent>;
  onEvent: ((event: RunEvent) => void) | undefined;
  onNotice: (text: string) => void;
}

const runBody = z.strictObject({
  scenario: z.string(),
  withFaults: z.boolean().default(true),
  seed: z.int().nonnegative().optional(),
});
const faultBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('service'),
    service: z.enum(serviceNames),
    fault: z.string(),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
  z.strictObject({
    kind: z.literal('component'),
    component: z.enum(componentNames),
    fault: z.enum(componentFaults),
  }),
]);

/** What the web UI changes: runs and faults. One run at a time, and no manual fault during a run. */
export class Actions {
  readonly #options: ActionsOptions;
  #faults: { target: Target; manual: ManualFaults } | undefined;
  #run: { cancel: AbortController; done: Promise<void> } | undefined;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  /** Starts a run; resolves once it has the sandbox. What happens then are events. */
  async start(body: unknown): Promise<void> {
    const { scenario: name, withFaults, seed } = read(runBody, body);
    const scenario = findScenario(name);
    if (!scenario) throw new UserError(`There is no scenario ${name}.`, { code: 'unknown-scenario' });
    const target = this.#ready();
    if (this.#run) throw underWay();
    // The steady state cannot be reached while manual faults are active.
    const stuck = await this.#manual(target).rollBackAll();
    if (stuck.length > 0)
      throw new UserError(`Faults could not be reverted: ${stuck.join('; ')}`, { code: 'fault-not-reverted' });
    const cancel = new AbortController();
    await new Promise<void>((begun, failed) => {
      const work = runOn(target, {
        ...{ scenarios: [scenario], by: 'a run in the web UI', withFaults, signal: cancel.signal },
        ...defined({ seed }),
        onEvent: (event) => this.#options.onEvent?.(event),
        onScenario: () => begun(),
        onResult: () => undefined,
      });
      const done = work.catch((error: unknown) => {
        failed(error instanceof Error ? error : new Error(String(error)));
        if (!(error instanceof Interrupted))
          this.#options.onNotice(`the run in the web UI failed: ${messageOf(error)}`);
      });
      this.#run = { cancel, done: done.finally(() => (this.#run = undefined)) };
    });
  }

  /** Cancels the run and waits for its end; without a run it does nothing. */
  async cancel(): Promise<void> {
    this.#run?.cancel.abort(new Interrupted('the run was canceled in the web UI'));
    await this.#run?.done;
  }

  async inject(body: unknown): Promise<void> {
    await this.#switch(read(faultBody, body), (manual, fault) => manual.apply(fault));
  }

  async revert(body: unknown): Promise<void> {
    await this.#switch(read(faultBody, body), (manual, fault) => manual.rollBack(fault));
  }

  /** Before the sandbox is stopped. */
  async settle(): Promise<void> {
    await this.cancel();
    const stuck = (await this.#faults?.manual.rollBackAll()) ?? [];
    if (stuck.length > 0) this.#options.onNotice(`Not reverted: ${stuck.join('; ')}`);
  }

  async #switch(fault: ManualFault, act: (manual: ManualFaults, fault: ManualFault) => Promise<void>): Promise<void> {
    const target = this.#ready();
    const { usedBy } = await target.status();
    if (this.#run || usedBy !== undefined) throw underWay();
    try {
      await act(this.#manual(target), fault);
    } catch (error) {
      const { fault: name, target: of } = injectionOf(fault);
      throw new UserError(`${name} on ${of}: ${error instanceof HttpError ? error.body : messageOf(error)}`, {
        code: 'fault-failed',
        cause: error,
      });
    }
  }

  #ready(): Target {
    const target = this.#options.target();
    if (target && !target.signal.aborted) return target;
    throw new UserError('The sandbox is not ready.', { code: 'not-ready' });
  }

  #manual(target: Target): ManualFaults {
    const { stack } = target;
    this.#faults ??= {
      target,
      manual: new ManualFaults({
        ...{ faults: clientsOf(stack.endpoints).faults, control: stack },
        onChange: (change, fault) => {
          const event = faultEvent(change, fault, Date.now());
          this.#options.events.push(event);
          this.#options.onEvent?.(event);
        },
      }),
    };
    return this.#faults.manual;
  }
}

function underWay(): UserError {
  return new UserError('A run uses the sandbox.', {
    code: 'sandbox-in-use',
    hint: 'Wait until it has ended, or stop it.',
  });
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
  throw new UserError(`The request is invalid: ${reasons.join('; ')}`, { code: 'invalid-request' });
}
