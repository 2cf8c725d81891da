import pc from 'picocolors';
import type { Terminal } from '../../../cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  stdout: string[];
  stderr: string[];
  statuses: (string | undefined)[];
}

/** A terminal without color that keeps what is written. */
export function fakeTerminal(): FakeTerminal {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const statuses: (string | undefined)[] = [];
  const colors = pc.createColors(false);
  return {
    ...{ stdout, stderr, statuses, colors, errColors: colors, closed: new AbortController().signal },
    out: (line) => void stdout.push(line),
    err: (line) => void stderr.push(line),
    interactive: false,
    status: (line) => void statuses.push(line),
    attachScreen: () => undefined,
    detachScreen: () => undefined,
  };
}
