import { render } from 'ink';
import { EventEmitter } from 'node:events';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { App } from '../../../../cli/tui/frame/app.tsx';
import type { UiState } from '../../../../cli/tui/state/ui-state.ts';
import type { View } from '../../../../cli/tui/view.ts';

/** A stream that keeps the last frame. Ink draws into it what it would draw into a terminal of this size. */
class FakeStdout extends EventEmitter {
  readonly isTTY = false;
  readonly columns: number;
  readonly rows: number;
  last = '';

  constructor({ columns, rows }: { columns: number; rows: number }) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write = (text: string): boolean => {
    // Ink shows and hides the cursor too.
    if (!text.startsWith('\u001b[?')) this.last = text;
    return true;
  };
}

/** The whole screen as Ink draws it, without color. Throws where a view does, or where the frame would scroll the terminal. */
export function renderedFrame(views: readonly View[], state: UiState): string {
  const stdout = new FakeStdout(state);
  const failures: unknown[] = [];
  const app = (
    <App views={views} state={state} colors={pc.createColors(false)} onError={(error) => failures.push(error)} />
  );
  const options = { stdout: stdout as unknown as NodeJS.WriteStream, debug: true, patchConsole: false };
  const { unmount } = render(app, options);
  unmount();
  if (failures.length > 0) throw failures[0];
  const lines = stdout.last.split('\n');
  if (lines.length > state.rows - 1) throw new Error(`a frame of ${lines.length} rows in a terminal of ${state.rows}`);
  const wide = lines.find((line) => stringWidth(line) > state.columns);
  if (wide !== undefined)
    throw new Error(`a row of ${stringWidth(wide)} cells in a terminal of ${state.columns}: ${wide}`);
  return stdout.last;
}
