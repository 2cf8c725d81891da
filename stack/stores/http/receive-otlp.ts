import type { IncomingMessage, ServerResponse } from 'node:http';
import protobuf from 'protobufjs/minimal.js';
import { messageOf } from '../../../lib/errors.ts';
import { HttpError } from './http-error.ts';
import { readBody } from './read-body.ts';
import { send } from './send.ts';
import { encodeMessage } from '../../../lib/otlp/codec/encode-message.ts';
import type { MessageType } from '../../../lib/otlp/codec/schema.ts';
import { checkMessage, readerOf, tooDeep, TooDeepError } from '../../../lib/otlp/codec/check-message.ts';
import { dropDeep, type ItemPath } from '../../../lib/otlp/codec/drop-deep.ts';

/** The part of an accepted request that a store refused. */
export interface Refused {
  count: number;
  reason: string;
}

export interface OtlpReceiver {
  type: MessageType;
  /** The field of a partial success that counts what was refused, as in OTLP JSON. */
  refusedField: 'rejectedSpans' | 'rejectedLogRecords';
  /** Where in the request the spans or log records are. */
  items: ItemPath;
  /** The most that a body may hold, unpacked, in bytes. */
  maxBodyBytes: number;
  /** Takes a checked body in the wire form, and keeps it. */
  accept: (body: Buffer) => Refused | undefined;
  /** Called with the number of spans or log records that were nested too deeply. */
  onTooDeep: (count: number) => void;
  /** Called for each request that was answered with an error. */
  onRefused: (error: HttpError) => void;
}

const protobufType = 'application/x-protobuf';
const jsonType = 'application/json';

/**
 * Answers one OTLP/HTTP export request. Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp 200 with an
 * Export*ServiceResponse, or 400 (not decodable), 405, 413 (too large) or 415, each with a google.rpc.Status, in the
 * content type of the request.
 */
export async function receiveOtlp(
  receiver: OtlpReceiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  try {
    if (request.method !== 'POST') throw new HttpError(405, `${request.method ?? ''} is not supported here; use POST`);
    if (contentType !== protobufType && contentType !== jsonType) {
      throw new HttpError(
        415,
        `Content-Type "${contentType ?? ''}" is not supported; send ${protobufType} or ${jsonType}`,
      );
    }
    const refused = await take(receiver, request, contentType);
    if (contentType === jsonType) send(response, 200, jsonType, JSON.stringify(jsonAnswer(receiver, refused)));
    else send(response, 200, protobufType, protobufAnswer(refused));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    receiver.onRefused(error);
    request.resume();
    if (contentType === protobufType) send(response, error.status, protobufType, protobufStatus(error));
    else send(response, error.status, jsonType, JSON.stringify({ code: rpcCode(error), message: error.message }));
  }
}

async function take(
  receiver: OtlpReceiver,
  request: IncomingMessage,
  contentType: string,
): Promise<Refused | undefined> {
  let body = await readBody(request, receiver.maxBodyBytes);
  let dropped: number;
  try {
    if (contentType === jsonType) body = encodeMessage(receiver.type, JSON.parse(body.toString('utf8')));
    ({ body, dropped } = check(receiver, body));
  } catch (error) {
    throw new HttpError(400, `The body is not a valid ${receiver.type.name}: ${messageOf(error)}`, { cause: error });
  }
  const refused = receiver.accept(body);
  if (dropped === 0) return refused;
  receiver.onTooDeep(dropped);
  const reasons = [tooDeep, ...(refused ? [refused.reason] : [])];
  return { count: dropped + (refused?.count ?? 0), reason: reasons.join('; ') };
}

/** Checks a request; of one with values that are nested too deeply, returns the rest. */
function check({ type, items }: OtlpReceiver, body: Buffer): { body: Buffer; dropped: number } {
  try {
    checkMessage(type, readerOf(body));
    return { body, dropped: 0 };
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    return dropDeep(type, body, items);
  }
}

function jsonAnswer(receiver: OtlpReceiver, refused: Refused | undefined): unknown {
  if (refused === undefined) return { partialSuccess: {} };
  return { partialSuccess: { [receiver.refusedField]: String(refused.count), errorMessage: refused.reason } };
}

/** An Export*ServiceResponse. */
export function protobufAnswer(refused: Refused | undefined): Uint8Array {
  const writer = protobuf.Writer.create();
  if (refused !== undefined) {
    writer.uint32((1 << 3) | 2).fork();
    writer.uint32((1 << 3) | 0).int64(refused.count);
    writer.uint32((2 << 3) | 2).string(refused.reason);
    writer.ldelim();
  }
  return writer.finish();
}

function protobufStatus(error: HttpError): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32((1 << 3) | 0).int32(rpcCode(error));
  writer.uint32((2 << 3) | 2).string(error.message);
  return writer.finish();
}

/** google.rpc.Code: RESOURCE_EXHAUSTED or INVALID_ARGUMENT. */
function rpcCode(error: HttpError): number {
  return error.status === 413 ? 8 : 3;
}
