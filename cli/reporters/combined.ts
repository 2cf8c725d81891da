import { messageOf } from '../../lib/errors.ts';
import type { Reporter } from './reporter.ts';

/**
 * Several reporters as one. One that throws is left out from then on, said once on stderr: a broken view of a run is no
 * reason to end the run, nor to keep the others from telling it.
 */
export function combineReporters(reporters: Record<string, Reporter>, err: (line: string) => void): Required<Reporter> {
  const working = new Map(Object.entries(reporters));
  const drop = (name: string, error: unknown): void => {
    working.delete(name);
    err(`The ${name} reporter failed and is left out from here: ${messageOf(error)}`);
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
