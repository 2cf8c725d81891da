import { messageOf } from '../../lib/errors.ts';

/** The exception that ended a component's thread, thrown by its WebAssembly code. */
export function explainTrap(error: unknown): string {
  if (!(error instanceof RangeError) || !error.message.includes('call stack')) return messageOf(error);
  return 'its stack overflowed: what it read, a query or telemetry, was nested too deeply';
}

/** What a component's last lines of output report: its panic, else its last error, else its last line. */
export function explainOutput(lines: readonly string[], code: number): string {
  return (
    lines.find((line) => /^(panic|fatal error): /.test(line)) ??
    lines.findLast((line) => /\t(error|fatal)\t|level=ERROR/.test(line)) ??
    lines.at(-1) ??
    `ended by itself with code ${code}`
  );
}
