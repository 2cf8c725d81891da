import pc from 'picocolors';

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
}

interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
}

export function openTerminal({ stdout, stderr, env }: Streams = process): Terminal {
  const closed = new AbortController();
  stdout.on('error', () => closed.abort());
  // Where diagnostics cannot be written there is nobody left to tell.
  stderr.on('error', () => undefined);
  return {
    out(line) {
      if (!closed.signal.aborted) stdout.write(`${line}\n`);
    },
    err: (line) => void stderr.write(`${line}\n`),
    colors: pc.createColors(wantsColor(stdout.isTTY, env)),
    errColors: pc.createColors(wantsColor(stderr.isTTY, env)),
    closed: closed.signal,
  };
}

/** https://no-color.org and https://force-color.org; without either, a terminal that is not driven by CI. */
export function wantsColor(isTty: boolean | undefined, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTty === true && !isCi(env) && env.TERM !== 'dumb';
}

const isCi = ({ CI }: NodeJS.ProcessEnv): boolean => CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
