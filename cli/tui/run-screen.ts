import { once } from 'node:events';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { Interrupted } from '../../stack/session/session-error.ts';
import type { Context } from '../context.ts';
import type { Target } from '../session/target.ts';
import type { Plan } from './driver/driver.ts';
import { openScreen } from './open-screen.ts';

/** The terminal UI of `sandbox run`. */
export interface RunScreen {
  onEvent: (event: RunEvent) => void;
  /**
   * Runs the plan, then stays open for inspection until the user quits or the sandbox ends.
   * Rejects with the reason if the plan is cancelled: `Interrupted` if by the user.
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
      // Quitting during the run cancels it.
      const settled = leaving.then(() => screen.settle());
      try {
        await screen.run(plan);
      } catch (error) {
        // A cancelled run keeps the screen open; any other error closes it and is printed in the terminal.
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
