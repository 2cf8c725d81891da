import { messageOf } from '../../lib/errors.ts';
import type { Reporter } from './reporter.ts';

/**
 * Combines reporters. One that throws is removed, with a message on stderr: a failing reporter must not end the run or
 * affect the other reporters.
 */
export function combineReporters(reporters: Record<string, Reporter>, err: (line: string) => void): Required<Reporter> {
  const working = new Map(Object.entries(reporters));
  const drop = (name: string, error: unknown): void => {
    working.delete(name);
    err(`The ${name} reporter failed and was disabled: ${messageOf(error)}`);
  };
  const each = (call: (reporter: Reporter) => void): void => {
    for (const [name, reporter] of [...working]) {
      try {
        call(reporter);
      } catch (error) {
        drop(name, error);
      }
    }
  };
  return {
    onEvent: (event) => each((reporter) => reporter.onEvent(event)),
    onFiles: (files) => each((reporter) => reporter.onFiles?.(files)),
    onError: (error) => each((reporter) => reporter.onError?.(error)),
    async onEnd(exitCode) {
      for (const [name, reporter] of [...working]) {
        try {
          await reporter.onEnd?.(exitCode);
        } catch (error) {
          drop(name, error);
        }
      }
    },
  };
}
