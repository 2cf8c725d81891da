import { frameWriter, type FrameWriter } from './frame-writer.ts';

const enter = '\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const wipe = '\u001b[2J\u001b[H';

type Write = NodeJS.WriteStream['write'];

export interface TerminalScreen {
  /** Like stdout, but each write is the next frame. */
  stdout: NodeJS.WriteStream;
  /** Clears the screen; the next frame redraws all rows. */
  wipe: () => void;
  /** Copies a text to the clipboard, if the terminal supports OSC 52. */
  copy: (text: string) => void;
  /** Restores the terminal; safe to call twice. */
  leave: () => void;
}

/**
 * Switches to the alternate screen. Other output to stdout and stderr is passed to `onLine` instead of being drawn over the
 * screen. The terminal is restored when the process ends, except by SIGKILL.
 */
export function takeScreen(onLine: (line: string) => void): TerminalScreen {
  const { stdout, stderr, stdin } = process;
  const writes: Record<'stdout' | 'stderr', Write> = {
    stdout: stdout.write.bind(stdout),
    stderr: stderr.write.bind(stderr),
  };
  const frames = frameWriter(
    (text) => void writes.stdout(text),
    () => ({ columns: stdout.columns, rows: stdout.rows }),
  );
  const own = new Proxy(stdout, {
    get(stream, property) {
      if (property === 'write') return (text: string) => drawn(text, frames);
      const value: unknown = Reflect.get(stream, property);
      return typeof value === 'function' ? (value.bind(stream) as unknown) : value;
    },
  });
  let taken = true;
  const give = (): void => {
    if (!taken) return;
    taken = false;
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
    // In case Ink did not do it.
    if (stdin.isTTY && stdin.isRaw) stdin.setRawMode(false);
    writes.stdout(leave);
    process.off('exit', give);
  };
  process.on('exit', give);
  stdout.write = asLines(onLine);
  stderr.write = asLines(onLine);
  writes.stdout(enter);
  return {
    stdout: own,
    wipe() {
      frames.forget();
      writes.stdout(wipe);
    },
    copy: (text) => void writes.stdout(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    leave: give,
  };
}

/** Ignores Ink's own control of the cursor. */
function drawn(text: string, frames: FrameWriter): boolean {
  if (text !== '\u001b[?25l' && text !== '\u001b[?25h') frames.draw(text);
  return true;
}

/** A stream's `write` that passes on complete lines. */
function asLines(onLine: (line: string) => void): Write {
  let rest = '';
  return (chunk: string | Uint8Array, ...args: unknown[]) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
    const done = args.find((one): one is () => void => typeof one === 'function');
    if (done) queueMicrotask(done);
    return true;
  };
}
