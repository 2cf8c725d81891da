import { createInterface } from 'node:readline';

/**
 * The messages of a long operation of the daemon, each a line of JSON. Rejects with the reason where one says that it
 * failed.
 */
export async function* daemonMessages<T extends { error?: string }>(stream: NodeJS.ReadableStream): AsyncGenerator<T> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const message = JSON.parse(line) as T;
    if (message.error !== undefined) throw new Error(message.error);
    yield message;
  }
}

/** The daemon's message about a request that it rejected, without the text that the client adds. */
export function reasonOf(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return (json?.message ?? message ?? String(error)).replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}
