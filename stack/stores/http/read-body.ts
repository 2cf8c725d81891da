import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf } from '../../../lib/errors.ts';
import { HttpError } from './http-error.ts';

const unpack = promisify(gunzip);

/**
 * A request's body, unpacked when it is gzipped.
 *
 * @param maxBytes the most it may hold, in bytes, as sent and again once unpacked
 * @throws HttpError 413 when it is larger, 415 for another encoding, 400 when it is not gzip after all or was cut short
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const packed = await collect(request, maxBytes);
  if (encoding === 'identity' || encoding === '') return packed;
  if (encoding !== 'gzip') {
    throw new HttpError(415, `Content-Encoding "${encoding}" is not supported; send gzip or no encoding`);
  }
  try {
    // zlib works on its own thread; the bound keeps a small body from unpacking into all of the memory.
    return await unpack(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (isCode(error, 'ERR_BUFFER_TOO_LARGE')) throw tooLarge(maxBytes, 'unpacked');
    throw new HttpError(400, `The body is not valid gzip: ${messageOf(error)}`, { cause: error });
  }
}

async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What is over the limit is read to its end but not kept: a client that is still writing would miss the answer.
      if (size <= maxBytes) chunks.push(chunk);
    }
  } catch (error) {
    throw new HttpError(400, `The body was cut short after ${size} bytes`, { cause: error });
  }
  if (size > maxBytes) throw tooLarge(maxBytes, 'as sent');
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

function tooLarge(maxBytes: number, form: string): HttpError {
  return new HttpError(413, `The body is larger than ${maxBytes} bytes ${form}; send smaller batches`);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
