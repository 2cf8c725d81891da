import { once } from 'node:events';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import type { Context } from '../context.ts';
import type { Target } from '../session/target.ts';
import type { Plan } from './driver/driver.ts';
import { openScreen } from './open-screen.ts';

/** The screen of `sandbox run`. */
export interface RunScreen {
  onEvent: (event: RunEvent) => void;
  /**
   * Runs the plan, then stays, so that what the stack holds of it can be looked at, until the person leaves or the sandbox ends.
   * Rejects with what cut the plan off, but for its being left or cancelled by key, which is an `Interrupted`.
   */
  runAndStay: (target: Target, plan: Plan) => Promise<void>;
  /** Safe to call twice. */
  close: () => void;
}

export function openRunScreen(command: string, context: Context): RunScreen {
  const screen = openScreen({ command, view: 'scenarios' }, context);
  let open = true;
  return {
    onEvent: screen.observer.onEvent,
    async runAndStay(target, plan) {
      const left = new AbortController();
      screen.attach(target, () => left.abort());
      const ends = AbortSignal.any([left.signal, target.signal]);
      const leaving = ends.aborted ? Promise.resolve() : once(ends, 'abort');
      // Also before the run has ended: leaving in its midst cancels it.
      const settled = leaving.then(() => screen.settle());
      try {
        await screen.run(plan);
      } catch (error) {
        // A run that was cancelled by its key leaves the screen there; anything else is told where the terminal is again.
        if (error instanceof Interrupted) await settled;
        else await screen.settle();
        throw error;
      }
      await settled;
    },
    close() {
      if (open) screen.close();
      open = false;
    },
  };
}
