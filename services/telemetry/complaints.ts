import type { DiagLogger } from '@opentelemetry/api';

/** Milliseconds in which the same complaint is told once: without a Collector there is one with each export. */
const quietMs = 30_000;

/**
 * The SDK's warnings and errors as JSON lines for stderr, never through the services' own log: a failing export of logs
 * would feed itself.
 */
export function createComplaints(write: (line: string) => void, now: () => number = Date.now): DiagLogger {
  const told = new Map<string, number>();
  const complain = (...parts: unknown[]): void => {
    const text = parts.map(textOf).join(' ');
    const before = told.get(text);
    if (before !== undefined && now() - before < quietMs) return;
    // Complaints are of few kinds; one that carries numbers must not fill the memory.
    if (told.size >= 100) told.clear();
    told.set(text, now());
    write(`${JSON.stringify({ level: 'warn', time: new Date(now()).toISOString(), msg: `telemetry: ${text}` })}\n`);
  };
  return { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore };
}

function ignore(): void {
  // The SDK's chatter below warnings.
}

/** The SDK hands over an error as the JSON of all its fields, of which the message is what a person wants. */
function textOf(part: unknown): string {
  if (part instanceof Error) return part.message;
  if (typeof part !== 'string') return JSON.stringify(part);
  try {
    const { message } = JSON.parse(part) as { message?: unknown };
    return typeof message === 'string' ? message : part;
  } catch {
    return part;
  }
}
