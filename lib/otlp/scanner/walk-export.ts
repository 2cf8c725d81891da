import { fields, wireType } from '../field-numbers.ts';
import type { MessageShape } from './export-shapes.ts';
import { readKey, WireCursor } from './wire-cursor.ts';

/** Callbacks for the content of an export, in its order. Content without a callback is skipped. */
export interface ExportVisitor {
  /** A span, a log record or a data point begins. */
  item?: () => void;
  /**
   * Any text except attribute names. `attribute` is the name of its attribute, with dots for maps: `req.headers.host`.
   */
  text?: (place: string, attribute: string, text: string) => void;
}

/**
 * Visits the content of an `Export*ServiceRequest` in protobuf.
 *
 * @throws RangeError if the body is not such a request
 */
export function walkExport(shape: MessageShape, body: Buffer, visitor: ExportVisitor): void {
  walk(shape, new WireCursor(body), body.length, visitor);
}

function walk(shape: MessageShape, cursor: WireCursor, end: number, visitor: ExportVisitor): void {
  for (let number = cursor.next(end); number > 0; number = cursor.next(end)) {
    const field = shape[number];
    if (field === undefined || cursor.wireType !== wireType.bytes) continue;
    const { from, to } = cursor;
    switch (field.holds) {
      case 'item':
        visitor.item?.();
        if (visitor.text === undefined) continue;
        cursor.at = from;
        walk(field.shape, cursor, to, visitor);
        continue;
      case 'message':
        cursor.at = from;
        walk(field.shape, cursor, to, visitor);
        continue;
      case 'text':
        visitor.text?.(field.place, '', cursor.text());
        continue;
      case 'value':
      case 'attribute':
        if (visitor.text === undefined) continue;
        cursor.at = from;
        if (field.holds === 'value') walkValue(cursor, to, visitor.text, field.place, '');
        else walkPair(cursor, to, visitor.text, field.place, '');
        cursor.at = to;
    }
  }
}

type TakeText = NonNullable<ExportVisitor['text']>;

/** Visits a `KeyValue`; `outer` is the name of the map that contains it. */
function walkPair(cursor: WireCursor, end: number, take: TakeText, place: string, outer: string): void {
  const begin = cursor.at;
  // The key first: the Collector writes it after the value.
  const key = readKey(cursor, end);
  const name = outer === '' ? key : `${outer}.${key}`;
  cursor.at = begin;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to } = cursor;
    if (cursor.wireType !== wireType.bytes || field !== fields.keyValue.value) continue;
    cursor.at = from;
    walkValue(cursor, to, take, place, name);
    cursor.at = to;
  }
}

/** Visits an `AnyValue`. Strings, arrays and maps can contain text. */
function walkValue(cursor: WireCursor, end: number, take: TakeText, place: string, name: string): void {
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to } = cursor;
    if (cursor.wireType !== wireType.bytes) continue;
    if (field === fields.anyValue.stringValue) take(place, name, cursor.text());
    const isArray = field === fields.anyValue.arrayValue;
    if (!isArray && field !== fields.anyValue.kvlistValue) continue;
    cursor.at = from;
    while (cursor.next(to) > 0) {
      const inner = cursor.to;
      cursor.at = cursor.from;
      if (isArray) walkValue(cursor, inner, take, place, name);
      else walkPair(cursor, inner, take, place, name);
      cursor.at = inner;
    }
  }
}
