import { systemClock } from '../../lib/clock.ts';
import { defined } from '../../lib/defined.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { reportError } from '../report-error.ts';
import type { Context } from '../context.ts';
import type { SandboxObserver } from '../session/start-sandbox.ts';
import type { Target } from '../session/target.ts';
import { Driver, type Plan } from './driver/driver.ts';
import { FeedRunner } from './feeds/feed-runner.ts';
import { closingLines } from './screen/closing-lines.ts';
import { startPainter } from './screen/painter.tsx';
import { takeScreen } from './screen/terminal-screen.ts';
import type { Action } from './state/action.ts';
import type { ViewId } from './state/effect.ts';
import { Store } from './state/store.ts';
import { initialState } from './state/ui-state.ts';
import { views } from './views/index.ts';

export interface Screen {
  observer: SandboxObserver & { onEvent: (event: RunEvent) => void };
  /** The sandbox answers. `onQuit` is called when the person wants to leave. */
  attach: (target: Target, onQuit: () => void) => void;
  /** Runs scenarios and shows them; rejects with what cut them off. */
  run: (plan: Plan) => Promise<void>;
  /** Ends what uses the sandbox, before it is stopped or left. */
  settle: () => Promise<void>;
  /** Gives the terminal back as it was, and tells there in a few lines what happened. */
  close: () => void;
}

export interface ScreenOptions {
  /** How the sandbox was started, such as `sandbox up`. */
  command: string;
  view?: ViewId;
}

/**
 * Opens the terminal UI: it has the terminal until it is closed, or until the process ends in whatever way. Signals stay with the
 * lifetime; Ctrl-C, which sends none while keys are read one by one, is handed to it.
 */
export function openScreen({ command, view }: ScreenOptions, { terminal, lifetime }: Context): Screen {
  const { stdout } = process;
  const now = (): number => systemClock.now();
  const failures: unknown[] = [];
  const dispatch = (action: Action): void => store.dispatch(action);
  const feeds = new FeedRunner({ views, clock: systemClock, dispatch });
  const onLine = (line: string): void => dispatch({ type: 'message', text: line, at: now() });
  const taken = takeScreen(onLine);
  const driver = new Driver({ dispatch, feeds, copy: taken.copy, interrupt: (by) => lifetime.interrupt(by) });
  const size = { columns: stdout.columns, rows: stdout.rows };
  const store = new Store({
    views,
    initial: initialState(views, { command, ...size, now: now(), ...defined({ view }) }),
    perform: (asked) => driver.perform(asked),
  });
  const painter = startPainter({
    stdout: taken.stdout,
    onKey: (key) => dispatch({ type: 'key', key }),
    frame: () => ({ views, state: store.state, colors: terminal.colors, onError }),
  });
  function onError(error: unknown): void {
    if (!failures.includes(error)) failures.push(error);
  }

  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    clearInterval(ticking);
    stdout.off('resize', onResize);
    try {
      painter.unmount();
    } finally {
      taken.leave();
    }
  };
  const onResize = (): void => {
    taken.wipe();
    dispatch({ type: 'resize', columns: stdout.columns, rows: stdout.rows });
  };
  const ticking = setInterval(() => dispatch({ type: 'tick', now: now() }), 1000);
  stdout.prependListener('resize', onResize);
  store.subscribe((state, action) => {
    feeds.follow(state);
    painter.changed(action.type === 'key' || action.type === 'resize');
  });
  lifetime.signal.addEventListener('abort', () => dispatch({ type: 'activity', activity: 'stopping' }), { once: true });
  terminal.lend({ line: onLine, leave: close });
  // What Ink itself cannot go on after: as any other internal error, it ends the process after the teardown.
  painter.exited.catch((error: unknown) => {
    if (open)
      queueMicrotask(() => {
        throw error;
      });
  });

  return {
    observer: {
      onEvent: (event) => dispatch({ type: 'event', event }),
      onComponent: (event) => dispatch({ type: 'event', event }),
      onNotice: (text) => dispatch({ type: 'message', text, at: now() }),
    },
    attach: (target, onQuit) => driver.attach(target, onQuit),
    run: (plan) => driver.run(plan),
    settle: () => driver.settle(),
    close() {
      terminal.takeBack();
      for (const line of closingLines(store.state.shared, terminal.colors)) terminal.out(line);
      for (const failure of failures) reportError(failure, terminal);
    },
  };
}
