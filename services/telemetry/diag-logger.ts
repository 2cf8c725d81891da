import type { DiagLogger } from '@opentelemetry/api';

/** Milliseconds in which a warning is not repeated: without a Collector every export logs one. */
const repeatMs = 30_000;
/** Warnings that are remembered: one that carries numbers must not fill the memory. */
const largest = 100;

/**
 * Logs the SDK's warnings and errors as JSON lines, each at most once in 30 s. They go to stderr and not to the
 * service's own log, which is exported too: a failing export of logs would feed itself.
 */
export function createDiagLogger(write: (line: string) => void, now: () => number = Date.now): DiagLogger {
  const writtenAt = new Map<string, number>();
  const log =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      const text = parts.map(textOf).join(' ');
      const before = writtenAt.get(text);
      if (before !== undefined && now() - before < repeatMs) return;
      if (writtenAt.size >= largest) writtenAt.clear();
      writtenAt.set(text, now());
      write(`${JSON.stringify({ level, time: new Date(now()).toISOString(), msg: `telemetry: ${text}` })}\n`);
    };
  return { error: log('error'), warn: log('warn'), info: ignore, debug: ignore, verbose: ignore };
}

function ignore(): void {
  // Only warnings and errors are logged.
}

/** The SDK passes an error as the JSON of all its fields; its message is enough for a log line. */
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
