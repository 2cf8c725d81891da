import { gunzipSync } from 'node:zlib';
import { protobufAnswer, type Refused } from '../../stack/stores/http/receive-otlp.ts';
import type { MessageType } from '../../lib/otlp/codec/schema.ts';
import { checkMessage, readerOf } from '../../lib/otlp/codec/check-message.ts';
import type { HttpServerResponse, HttpServerRequest } from '../http/server.ts';

/** A store that receives the exports of one signal on a path. */
export interface OtlpSink {
  path: string;
  type: MessageType;
  accept: (body: Buffer) => Refused | undefined;
}

/** Handles OTLP/HTTP exports in protobuf for these sinks. */
export function otlpHandler(sinks: readonly OtlpSink[]): (request: HttpServerRequest) => HttpServerResponse {
  return ({ method, path, headers, body }) => {
    const sink = sinks.find((one) => one.path === path);
    if (!sink) return { status: 404, body: `there is no ${path}` };
    if (method !== 'POST') return { status: 405, body: 'use POST' };
    const type = headers.get('content-type') ?? '';
    if (!type.startsWith('application/x-protobuf')) return { status: 415, body: `"${type}" is not supported here` };
    let content: Buffer;
    try {
      content = headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
      checkMessage(sink.type, readerOf(content));
    } catch (error) {
      return { status: 400, body: error instanceof Error ? error.message : String(error) };
    }
    const refused = sink.accept(content);
    return { status: 200, headers: { 'content-type': 'application/x-protobuf' }, body: protobufAnswer(refused) };
  };
}
