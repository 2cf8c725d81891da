import type { Reporter } from './reporter.ts';

/** The events as they are, one a line. */
export function ndjsonReporter(out: (line: string) => void): Reporter {
  return { onEvent: (event) => out(JSON.stringify(event)) };
}
