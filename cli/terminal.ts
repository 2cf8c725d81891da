import pc from 'picocolors';
import { StatusLine } from './status-line.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command's output and diagnostics go, and how; the one place that decides colour and interactivity. */
export interface Terminal {
  /** A line of output, to stdout. */
  out: (line: string) => void;
  /** A line of diagnostics, to stderr. */
  err: (line: string) => void;
  colors: Colors;
  errColors: Colors;
  /** Aborted when nobody reads the output any more, as after `| head`. */
  closed: AbortSignal;
  /** Whether a person sits at it, with keys and a screen: no pipe, no CI, no terminal that cannot move its cursor. */
  interactive: boolean;
  /** A line at the end that is rewritten as something goes on; undefined takes it away. Only where a person sees it: else nothing. */
  status: (line: string | undefined) => void;
  /** Gives lines to a screen in place of the streams, until it is taken back. */
  lend: (screen: Borrower) => void;
  /** Ends the screen that has it, if there is one, and lets lines go to the streams again. May be called at every moment. */
  takeBack: () => void;
}

/** A full-screen program that has the terminal. */
export interface Borrower {
  line: (line: string) => void;
  /** Leaves the terminal as it was, at once. */
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
  let borrower: Borrower | undefined;
  const isSeen = stdout.isTTY && stderr.isTTY && !isCi(env) && env.TERM !== 'dumb';
  const statusLine = new StatusLine(stderr);
  stdout.on('error', () => closed.abort());
  // Where diagnostics cannot be written there is nobody left to tell.
  stderr.on('error', () => undefined);
  return {
    out(line) {
      if (borrower) borrower.line(line);
      else if (!closed.signal.aborted) statusLine.above(() => stdout.write(`${line}\n`));
    },
    err(line) {
      if (borrower) borrower.line(line);
      else statusLine.above(() => stderr.write(`${line}\n`));
    },
    colors: pc.createColors(wantsColor(stdout.isTTY, env)),
    errColors: pc.createColors(wantsColor(stderr.isTTY, env)),
    closed: closed.signal,
    interactive: stdin?.isTTY === true && stdout.isTTY && !isCi(env) && env.TERM !== 'dumb',
    status(line) {
      if (isSeen && !borrower) statusLine.show(line);
    },
    lend(screen) {
      statusLine.show(undefined);
      borrower = screen;
    },
    takeBack() {
      statusLine.show(undefined);
      const { leave } = borrower ?? {};
      borrower = undefined;
      leave?.();
    },
  };
}

/** https://no-color.org and https://force-color.org; without either, a terminal that is not driven by CI. */
export function wantsColor(isTty: boolean | undefined, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTty === true && !isCi(env) && env.TERM !== 'dumb';
}

const isCi = ({ CI }: NodeJS.ProcessEnv): boolean => CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
