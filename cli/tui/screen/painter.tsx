import { render, useInput } from 'ink';
import type { ReactNode } from 'react';
import { App, type AppProps } from '../frame/app.tsx';
import { keyPresses, type KeyPress } from '../keys/key.ts';

/** At most ten frames a second: more cannot be read, and each costs the engine's time. */
const frameMs = 100;

export interface PainterOptions {
  stdout: NodeJS.WriteStream;
  onKey: (key: KeyPress) => void;
  /** The props of the next frame. */
  frame: () => AppProps;
}

export interface Painter {
  /** The next frame is different; `urgent` draws it at once. */
  changed: (urgent: boolean) => void;
  unmount: () => void;
  /** Rejects with what made Ink give up. */
  exited: Promise<unknown>;
}

/** Draws with Ink, no more often than can be read. */
export function startPainter({ stdout, onKey, frame }: PainterOptions): Painter {
  const draw = (): ReactNode => <Keys onKey={onKey} app={frame()} />;
  const instance = render(draw(), {
    stdout,
    // With `debug` Ink writes each frame as it is, and leaves it to the stream to bring it to the screen: its own way loses its place
    // when a frame is nearly as high as the terminal.
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
