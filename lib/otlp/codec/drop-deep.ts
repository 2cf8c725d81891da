import { wireType } from '../field-numbers.ts';
import { checkMessage, endOfValue, nextField, readerOf, TooDeepError, wireTypes } from './check-message.ts';
import type { MessageType } from './schema.ts';

/** The fields that lead from an export request to its items. */
export type ItemPath = readonly [container: string, scopes: string, items: string];

/**
 * Copies an export request without the items that are nested too deeply, such as one span with a list in a list in a
 * list: the others are valid. What is too deep in a resource or scope costs all of its items.
 *
 * @throws OtlpDecodeError or RangeError if the request cannot be decoded for another reason
 */
export function dropDeep(type: MessageType, body: Buffer, path: ItemPath): { body: Buffer; dropped: number } {
  let dropped = 0;

  function copy(message: MessageType, from: number, to: number, depth: number): Buffer | undefined {
    const kept: Buffer[] = [];
    const reader = readerOf(body, from, to);
    while (reader.pos < to) {
      const start = reader.pos;
      const field = nextField(message, reader);
      if (field?.message === undefined) {
        if (field) reader.skipType(wireTypes[field.kind]);
        kept.push(body.subarray(start, reader.pos));
        continue;
      }
      const end = endOfValue(reader);
      const valueFrom = reader.pos;
      reader.pos = end;
      if (field.name === path[depth] && depth < path.length - 1) {
        const rest = copy(field.message, valueFrom, end, depth + 1);
        if (rest) kept.push(delimited(field.number, rest));
      } else if (!isTooDeep(field.message, valueFrom, end, depth + 1)) {
        kept.push(body.subarray(start, end));
      } else if (field.name === path[depth]) {
        dropped += 1;
      } else {
        dropped += countItems(message, from, to, depth);
        return undefined;
      }
    }
    return Buffer.concat(kept);
  }

  function isTooDeep(message: MessageType, from: number, to: number, depth: number): boolean {
    try {
      checkMessage(message, readerOf(body, from, to), depth);
      return false;
    } catch (error) {
      if (error instanceof TooDeepError) return true;
      throw error;
    }
  }

  function countItems(message: MessageType, from: number, to: number, depth: number): number {
    let count = 0;
    const reader = readerOf(body, from, to);
    while (reader.pos < to) {
      const field = nextField(message, reader);
      if (field === undefined) continue;
      if (field.message === undefined || field.name !== path[depth]) {
        reader.skipType(wireTypes[field.kind]);
        continue;
      }
      const end = endOfValue(reader);
      count += depth === path.length - 1 ? 1 : countItems(field.message, reader.pos, end, depth + 1);
      reader.pos = end;
    }
    return count;
  }

  return { body: copy(type, 0, body.length, 0) ?? Buffer.alloc(0), dropped };
}

/** A field with a length before its content. */
function delimited(number: number, content: Buffer): Buffer {
  const head: number[] = [];
  for (let value of [(number << 3) | wireType.bytes, content.length]) {
    for (; value > 127; value = Math.floor(value / 128)) head.push((value % 128) | 128);
    head.push(value);
  }
  return Buffer.concat([Buffer.from(head), content]);
}
