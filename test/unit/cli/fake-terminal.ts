import pc from 'picocolors';
import type { Terminal } from '../../../cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  stdout: string[];
  stderr: string[];
}

/** A terminal without colour that keeps what is written. */
export function fakeTerminal(): FakeTerminal {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const colors = pc.createColors(false);
  return {
    ...{ stdout, stderr, colors, errColors: colors, closed: new AbortController().signal },
    out: (line) => void stdout.push(line),
    err: (line) => void stderr.push(line),
    interactive: false,
    lend: () => undefined,
    takeBack: () => undefined,
  };
}
