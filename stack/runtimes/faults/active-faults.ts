import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { type ComponentFaultRequest, faultedDetail } from '../../components/component-fault.ts';
import type { ComponentName } from '../../components/component.ts';
import { UserError } from '../../../lib/errors.ts';
import { waitUntil } from '../../../lib/wait.ts';
import type { ComponentStates } from '../component-states.ts';
import type { PartSet } from '../parts/part-set.ts';
import type { PartSlot } from '../parts/part-slot.ts';
import { faultActions } from './actions.ts';
import {
  alreadyFaulted,
  notApplied,
  notRecovered,
  notRunning,
  stackStopping,
  unknownComponent,
} from './fault-error.ts';

/** How long a resumed or reconnected component may take to answer again. */
const recoveryMs = 30_000;

interface ActiveFault {
  request: ComponentFaultRequest;
  /** The injection. */
  work: Promise<void>;
  /** A rollback that is under way; further requests wait for it. */
  rollingBack?: Promise<void> | undefined;
}

/** The active faults of the components: at most one each, injected and reverted one step at a time. */
export class ActiveFaults {
  readonly #parts: PartSet;
  readonly #states: ComponentStates;
  readonly #active = new Map<ComponentName, ActiveFault>();

  constructor(parts: PartSet, states: ComponentStates) {
    this.#parts = parts;
    this.#states = states;
  }

  /** Injects a fault. When it rejects, also after an abort, the component is as it was and the fault is not active. */
  async apply(request: ComponentFaultRequest, signal?: AbortSignal): Promise<void> {
    const slot = this.#slot(request);
    signal?.throwIfAborted();
    if (this.#parts.isStopping) throw stackStopping(request);
    const active = this.#active.get(request.component);
    if (active) throw alreadyFaulted(request, active.request);
    if (!slot.part) throw notRunning(request, this.#states.stateOf(slot.name) ?? 'not started');
    const added: ActiveFault = { request, work: this.#inject(request, slot, signal) };
    this.#active.set(request.component, added);
    await added.work;
  }

  /**
   * Reverts a fault; does nothing where it is not active. A fault that could not be reverted stays active, so that the
   * caller can try again. An abort ends the wait, not the work.
   */
  async rollBack(request: ComponentFaultRequest, signal?: AbortSignal): Promise<void> {
    const slot = this.#slot(request);
    const active = this.#active.get(request.component);
    if (active?.request.fault !== request.fault) return;
    active.rollingBack ??= this.#rollBackActive(active, slot).finally(() => (active.rollingBack = undefined));
    await (signal ? orAborted(active.rollingBack, signal) : active.rollingBack);
  }

  /**
   * Resumes and reconnects all components so that they can be stopped in order; those that fail to are stopped anyway.
   */
  async lift(): Promise<void> {
    const lifting = [...this.#active.values()].map(async ({ request, work, rollingBack }) => {
      await Promise.allSettled([work, rollingBack]);
      const slot = this.#slot(request);
      const action = faultActions[request.fault];
      if (slot.part && !action.startsAgain) await action.rollBack(slot, this.#parts.signal);
    });
    await Promise.allSettled(lifting);
    this.#active.clear();
  }

  async #inject(request: ComponentFaultRequest, slot: PartSlot, signal: AbortSignal | undefined): Promise<void> {
    const { component, fault } = request;
    const action = faultActions[fault];
    try {
      await action.apply(slot, this.#parts.signal);
      this.#states.stopped(component, faultedDetail[fault]);
      if (fault === 'restart') await this.#startAgain(request, slot);
    } catch (error) {
      // A partial injection is undone. A restart that stopped the component and failed to start it stays active: a
      // rollback tries again.
      if (!action.startsAgain) await action.rollBack(slot, this.#parts.signal).catch(() => undefined);
      if (!action.startsAgain || this.#parts.isStopping) this.#active.delete(component);
      throw error instanceof UserError ? error : notApplied(request, error);
    }
    if (fault === 'restart') this.#active.delete(component);
    if (signal?.aborted !== true) return;
    const active = this.#active.get(component);
    if (active) await this.#revert(active, slot);
    signal.throwIfAborted();
  }

  async #rollBackActive(active: ActiveFault, slot: PartSlot): Promise<void> {
    await active.work.catch(() => undefined);
    // The injection failed, or was reverted after an abort.
    if (this.#active.get(slot.name) !== active) return;
    await this.#revert(active, slot);
  }

  async #revert({ request }: ActiveFault, slot: PartSlot): Promise<void> {
    if (faultActions[request.fault].startsAgain) await this.#startAgain(request, slot);
    else await this.#resume(request, slot);
    this.#active.delete(request.component);
  }

  async #startAgain(request: ComponentFaultRequest, slot: PartSlot): Promise<void> {
    try {
      await slot.start(this.#parts.signal);
    } catch (error) {
      if (this.#parts.isStopping) throw stackStopping(request);
      throw notRecovered(request, error);
    }
  }

  async #resume(request: ComponentFaultRequest, slot: PartSlot): Promise<void> {
    const { part } = slot;
    if (!part) {
      // It ended by itself, and was reported as failed when it did: a rollback does not start it.
      this.#active.delete(request.component);
      const reason = this.#states.detailOf(slot.name) ?? 'for an unknown reason';
      throw notRecovered(request, new Error(`it ended in the meantime: ${reason}`));
    }
    this.#states.starting(slot.name);
    try {
      await faultActions[request.fault].rollBack(slot, this.#parts.signal);
      await this.#untilAnswers(slot);
    } catch (error) {
      if (this.#parts.isStopping) throw stackStopping(request);
      if (slot.part) this.#states.stopped(slot.name, faultedDetail[request.fault]);
      throw notRecovered(request, error);
    }
    this.#states.ready(slot.name, part);
  }

  async #untilAnswers(slot: PartSlot): Promise<void> {
    const { signal } = this.#parts;
    const waited = await waitUntil(
      async () => {
        if (!slot.part) throw new Error('it has ended');
        await slot.part.ask(signal);
        return { done: true, value: undefined };
      },
      { timeoutMs: recoveryMs, intervalMs: 50, signal },
    );
    if (waited.ok) return;
    throw new Error(
      `it did not answer within ${formatDuration(recoveryMs)} (${waited.tries} tries): ${waited.lastSeen}`,
    );
  }

  #slot({ component }: ComponentFaultRequest): PartSlot {
    const slot = this.#parts.slot(component);
    if (slot) return slot;
    throw unknownComponent(
      component,
      this.#parts.slots().map(({ name }) => name),
    );
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
