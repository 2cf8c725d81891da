import { defineFault, type FaultDefinition } from './fault.ts';

/** The service's own logger. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;

const tickMs = 100;

/** Lines go through the logger of the service, and so to its output and to the Collector. */
export function logStorm(log: Log): FaultDefinition {
  return defineFault({
    name: 'log-storm',
    description: 'Logs the same message again and again, as a loop that retries without waiting does',
    specs: {
      linesPerSecond: { type: 'integer', description: 'Lines per second', minimum: 1, maximum: 5000, default: 500 },
      severity: {
        type: 'choice',
        description: 'The severity of the lines',
        values: ['info', 'warn', 'error'],
        default: 'error',
      },
    },
    make({ linesPerSecond, severity }) {
      let timer: NodeJS.Timeout | undefined;
      const begin = (): void => {
        let last = performance.now();
        let due = 0;
        let attempt = 0;
        timer = setInterval(() => {
          const now = performance.now();
          // After a blocked event loop at most a second's lines are made up for.
          due += Math.min(1, (now - last) / 1000) * linesPerSecond;
          last = now;
          for (; due >= 1; due -= 1) {
            attempt += 1;
            log[severity]({ 'retry.attempt': attempt }, 'the connection was refused, retrying');
          }
        }, tickMs);
      };
      return { begin, end: () => clearInterval(timer) };
    },
  });
}
