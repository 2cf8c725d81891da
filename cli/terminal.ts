import pc from 'picocolors';
import { printable } from '../lib/format/printable.ts';
import { StatusLine } from './status-line.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** The output and diagnostics of a command. Decides about color and interactivity. */
export interface Terminal {
  /** Prints a line of output to stdout. Control characters in it, which may come from outside, are made visible. */
  out: (line: string) => void;
  /** Prints a line of diagnostics to stderr. */
  err: (line: string) => void;
  colors: Colors;
  errColors: Colors;
  /** Aborted with the error when the output cannot be written: its reader is gone, as after `| head`, or the disk is full. */
  closed: AbortSignal;
  /** Whether it is a terminal with keyboard and cursor control: not a pipe, CI or a dumb terminal. */
  interactive: boolean;
  /** Sets the status line; undefined removes it. Does nothing if stdout or stderr is not a terminal. */
  status: (line: string | undefined) => void;
  /** Sends lines to a screen instead of the streams until it is detached. */
  attachScreen: (screen: AttachedScreen) => void;
  /** Closes the attached screen, if any, and sends lines to the streams again. May be called at any time. */
  detachScreen: () => void;
}

/** A full-screen UI that controls the terminal. */
export interface AttachedScreen {
  line: (line: string) => void;
  /** Restores the terminal immediately. */
  leave: () => void;
}

interface Streams {
  stdin?: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
}

export function openTerminal({ stdin, stdout, stderr, env }: Streams = process): Terminal {
  const closed = new AbortController();
  let screen: AttachedScreen | undefined;
  const isSeen = stdout.isTTY && stderr.isTTY && !isCi(env) && env.TERM !== 'dumb';
  const statusLine = new StatusLine(stderr);
  stdout.on('error', (error) => closed.abort(error));
  // Without stderr there is no place left to report to.
  stderr.on('error', () => undefined);
  return {
    out(line) {
      if (screen) screen.line(line);
      else if (!closed.signal.aborted) statusLine.above(() => stdout.write(`${printable(line)}\n`));
    },
    err(line) {
      if (screen) screen.line(line);
      else statusLine.above(() => stderr.write(`${printable(line)}\n`));
    },
    colors: pc.createColors(wantsColor(stdout.isTTY, env)),
    errColors: pc.createColors(wantsColor(stderr.isTTY, env)),
    closed: closed.signal,
    interactive: stdin?.isTTY === true && stdout.isTTY && !isCi(env) && env.TERM !== 'dumb',
    status(line) {
      if (isSeen && !screen) statusLine.show(line);
    },
    attachScreen(attached) {
      statusLine.show(undefined);
      screen = attached;
    },
    detachScreen() {
      statusLine.show(undefined);
      const { leave } = screen ?? {};
      screen = undefined;
      leave?.();
    },
  };
}

/** https://no-color.org and https://force-color.org; without either, a terminal outside CI. */
export function wantsColor(isTty: boolean | undefined, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTty === true && !isCi(env) && env.TERM !== 'dumb';
}

const isCi = ({ CI }: NodeJS.ProcessEnv): boolean => CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
