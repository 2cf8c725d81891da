import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { type ComponentStrike, struckDetail } from '../../components/component-fault.ts';
import type { ComponentName } from '../../components/component.ts';
import { UserError } from '../../../lib/errors.ts';
import { waitUntil } from '../../../lib/wait.ts';
import type { ComponentBoard } from '../component-states.ts';
import type { PartSet } from '../parts/part-set.ts';
import type { PartSlot } from '../parts/part-slot.ts';
import { faultActions } from './actions.ts';
import { alreadyStruck, notApplied, notBack, notRunning, stackStopping, unknownComponent } from './fault-error.ts';

/** How long a component that goes on may take to answer again. */
const backMs = 30_000;

interface Struck {
  strike: ComponentStrike;
  /** What is being done about it at the moment, or was done last. */
  work: Promise<void>;
  /** Someone takes it back already; who asks again waits for the same. */
  rollingBack?: Promise<void> | undefined;
}

/** The faults that are on: at most one for each component, put on and taken back one step at a time. */
export class Strikes {
  readonly #parts: PartSet;
  readonly #board: ComponentBoard;
  readonly #struck = new Map<ComponentName, Struck>();

  constructor(parts: PartSet, board: ComponentBoard) {
    this.#parts = parts;
    this.#board = board;
  }

  /** Rejects, after an abort too, only once the component is as it was; then the fault is not on. */
  async apply(strike: ComponentStrike, signal?: AbortSignal): Promise<void> {
    const slot = this.#slot(strike);
    signal?.throwIfAborted();
    if (this.#parts.isStopping) throw stackStopping(strike);
    const on = this.#struck.get(strike.component);
    if (on) throw alreadyStruck(strike, on.strike);
    if (!slot.part) throw notRunning(strike, this.#board.stateOf(slot.name) ?? 'not started');
    const struck: Struck = { strike, work: this.#put(strike, slot, signal) };
    this.#struck.set(strike.component, struck);
    await struck.work;
  }

  /**
   * Does nothing where this fault is not on. A fault that cannot be taken back stays on, so that it can be tried again. An abort ends the
   * wait, not the work.
   */
  async rollBack(strike: ComponentStrike, signal?: AbortSignal): Promise<void> {
    const slot = this.#slot(strike);
    const struck = this.#struck.get(strike.component);
    if (struck?.strike.fault !== strike.fault) return;
    struck.rollingBack ??= this.#takeBack(struck, slot).finally(() => (struck.rollingBack = undefined));
    await (signal ? orAborted(struck.rollingBack, signal) : struck.rollingBack);
  }

  /** Lets what is paused or cut off go on, so that all can be stopped in order; what cannot go on is stopped all the same. */
  async lift(): Promise<void> {
    const lifting = [...this.#struck.values()].map(async ({ strike, work, rollingBack }) => {
      await Promise.allSettled([work, rollingBack]);
      const slot = this.#slot(strike);
      const action = faultActions[strike.fault];
      if (slot.part && !action.startsAnew) await action.rollBack(slot, this.#parts.signal);
    });
    await Promise.allSettled(lifting);
    this.#struck.clear();
  }

  async #put(strike: ComponentStrike, slot: PartSlot, signal: AbortSignal | undefined): Promise<void> {
    const { component, fault } = strike;
    const action = faultActions[fault];
    try {
      await action.apply(slot, this.#parts.signal);
      this.#board.stopped(component, struckDetail[fault]);
      if (fault === 'restart') await this.#startAgain(strike, slot);
    } catch (error) {
      // What was done in part is undone. A restart that has stopped it and not started it again stays on: taking it back tries again.
      if (!action.startsAnew) await action.rollBack(slot, this.#parts.signal).catch(() => undefined);
      if (!action.startsAnew || this.#parts.isStopping) this.#struck.delete(component);
      throw error instanceof UserError ? error : notApplied(strike, error);
    }
    if (fault === 'restart') this.#struck.delete(component);
    if (signal?.aborted !== true) return;
    const struck = this.#struck.get(component);
    if (struck) await this.#undo(struck, slot);
    signal.throwIfAborted();
  }

  async #takeBack(struck: Struck, slot: PartSlot): Promise<void> {
    await struck.work.catch(() => undefined);
    // It could not be applied, or was undone by an abort.
    if (this.#struck.get(slot.name) !== struck) return;
    await this.#undo(struck, slot);
  }

  async #undo({ strike }: Struck, slot: PartSlot): Promise<void> {
    const action = faultActions[strike.fault];
    if (action.startsAnew) {
      await this.#startAgain(strike, slot);
    } else {
      await this.#goOn(strike, slot);
    }
    this.#struck.delete(strike.component);
  }

  async #startAgain(strike: ComponentStrike, slot: PartSlot): Promise<void> {
    try {
      await slot.start(this.#parts.signal);
    } catch (error) {
      if (this.#parts.isStopping) throw stackStopping(strike);
      throw notBack(strike, error);
    }
  }

  async #goOn(strike: ComponentStrike, slot: PartSlot): Promise<void> {
    const { part } = slot;
    if (!part) {
      // It ended by itself, which was told when it did: that is not this fault's to mend.
      this.#struck.delete(strike.component);
      throw notBack(strike, new Error(`it ended meanwhile: ${this.#board.detailOf(slot.name) ?? 'nobody knows why'}`));
    }
    this.#board.starting(slot.name);
    try {
      await faultActions[strike.fault].rollBack(slot, this.#parts.signal);
      await this.#untilAnswers(slot);
    } catch (error) {
      if (this.#parts.isStopping) throw stackStopping(strike);
      if (slot.part) this.#board.stopped(slot.name, struckDetail[strike.fault]);
      throw notBack(strike, error);
    }
    this.#board.ready(slot.name, part);
  }

  async #untilAnswers(slot: PartSlot): Promise<void> {
    const { signal } = this.#parts;
    const waited = await waitUntil(
      async () => {
        if (!slot.part) throw new Error('it has ended');
        await slot.part.ask(signal);
        return { done: true, value: undefined };
      },
      { timeoutMs: backMs, intervalMs: 50, signal },
    );
    if (waited.ok) return;
    throw new Error(`it did not answer within ${formatDuration(backMs)} (${waited.tries} tries): ${waited.lastSeen}`);
  }

  #slot({ component }: ComponentStrike): PartSlot {
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
