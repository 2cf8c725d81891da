import { Readable } from 'node:stream';

/** Ends what the daemon would go on sending; its answers are Node's, whatever the library's types say. */
export function endStream(stream: NodeJS.ReadableStream | undefined): void {
  if (stream instanceof Readable) stream.destroy();
}
