import { gunzipSync } from 'node:zlib';
import { protobufAnswer, type Refused } from '../../stack/stores/http/receive-otlp.ts';
import type { MessageType } from '../../lib/otlp/schema.ts';
import { checkMessage, readerOf } from '../../lib/otlp/wire.ts';
import type { ServedAnswer, ServedRequest } from '../http/server.ts';

/** Where exports of one signal end: their path, and who takes them. */
export interface OtlpEnd {
  path: string;
  type: MessageType;
  accept: (body: Buffer) => Refused | undefined;
}

/** Answers OTLP/HTTP exports in protobuf, for the ends given. */
export function otlpEnds(ends: readonly OtlpEnd[]): (request: ServedRequest) => ServedAnswer {
  return ({ method, path, headers, body }) => {
    const end = ends.find((one) => one.path === path);
    if (!end) return { status: 404, body: `there is no ${path}` };
    if (method !== 'POST') return { status: 405, body: 'use POST' };
    const type = headers.get('content-type') ?? '';
    if (!type.startsWith('application/x-protobuf')) return { status: 415, body: `"${type}" is not supported here` };
    let content: Buffer;
    try {
      content = headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
      checkMessage(end.type, readerOf(content));
    } catch (error) {
      return { status: 400, body: error instanceof Error ? error.message : String(error) };
    }
    const refused = end.accept(content);
    return { status: 200, headers: { 'content-type': 'application/x-protobuf' }, body: protobufAnswer(refused) };
  };
}
