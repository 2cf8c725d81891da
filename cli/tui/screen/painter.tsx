import { render, useInput } from 'ink';
import type { ReactNode } from 'react';
import { App, type AppProps } from '../frame/app.tsx';
import { keyPresses, type KeyPress } from '../keys/key.ts';

/** At most ten frames per second, to leave CPU time to the engine. */
const frameMs = 100;

export interface PainterOptions {
  stdout: NodeJS.WriteStream;
  onKey: (key: KeyPress) => void;
  /** The props of the next frame. */
  frame: () => AppProps;
}

export interface Painter {
  /** Schedules a redraw; immediate if `urgent`. */
  changed: (urgent: boolean) => void;
  unmount: () => void;
  /** Rejects if Ink fails. */
  exited: Promise<unknown>;
}

/** Draws with Ink, with a limited frame rate. */
export function startPainter({ stdout, onKey, frame }: PainterOptions): Painter {
  const draw = (): ReactNode => <Keys onKey={onKey} app={frame()} />;
  const instance = render(draw(), {
    stdout,
    // With `debug`, Ink writes each frame unchanged to the stream. Its own cursor movement fails for frames nearly as high as the
    // terminal.
    ...{ exitOnCtrlC: false, patchConsole: false, debug: true },
  });
  let last = performance.now();
  let waiting: NodeJS.Timeout | undefined;
  let mounted = true;
  const paint = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    last = performance.now();
    if (mounted) instance.rerender(draw());
  };
  return {
    changed(urgent) {
      const wait = frameMs - (performance.now() - last);
      if (urgent || wait <= 0) paint();
      else waiting ??= setTimeout(paint, wait);
    },
    unmount() {
      mounted = false;
      clearTimeout(waiting);
      instance.unmount();
    },
    exited: instance.waitUntilExit(),
  };
}

function Keys({ onKey, app }: { onKey: (key: KeyPress) => void; app: AppProps }): ReactNode {
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) onKey(press);
  });
  return <App {...app} />;
}
