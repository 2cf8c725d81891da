import type { MessageShape } from './shapes.ts';
import { keyOf, WireCursor } from './wire-cursor.ts';

/** Told of what is met in an export, in its order. What is missing is passed over, with all that is in it. */
export interface ExportVisitor {
  /** A span, a log record or a data point begins. */
  item?: () => void;
  /** Any text but the names of attributes; `attribute` names the one that it is in, with those of the maps within. */
  text?: (place: string, attribute: string, text: string) => void;
}

/**
 * Goes through an `Export*ServiceRequest` in protobuf.
 *
 * @throws RangeError where it is none
 */
export function walkExport(shape: MessageShape, body: Buffer, visitor: ExportVisitor): void {
  walk(shape, new WireCursor(body), body.length, visitor);
}

function walk(shape: MessageShape, cursor: WireCursor, end: number, visitor: ExportVisitor): void {
  for (let number = cursor.next(end); number > 0; number = cursor.next(end)) {
    const field = shape[number];
    if (field === undefined || cursor.wireType !== 2) continue;
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

/** A `KeyValue`; `outer` names the map that it is in. */
function walkPair(cursor: WireCursor, end: number, take: TakeText, place: string, outer: string): void {
  const begin = cursor.at;
  // First its key: the Collector writes it behind the value.
  const key = keyOf(cursor, end);
  const name = outer === '' ? key : `${outer}.${key}`;
  cursor.at = begin;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to, wireType } = cursor;
    if (wireType !== 2 || field !== 2) continue;
    cursor.at = from;
    walkValue(cursor, to, take, place, name);
    cursor.at = to;
  }
}

/** An `AnyValue`: of its kinds a text (1), a list (5) and a map (6) can hold text. */
function walkValue(cursor: WireCursor, end: number, take: TakeText, place: string, name: string): void {
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to, wireType } = cursor;
    if (wireType !== 2) continue;
    if (field === 1) take(place, name, cursor.text());
    if (field !== 5 && field !== 6) continue;
    cursor.at = from;
    while (cursor.next(to) > 0) {
      const inner = cursor.to;
      cursor.at = cursor.from;
      if (field === 5) walkValue(cursor, inner, take, place, name);
      else walkPair(cursor, inner, take, place, name);
      cursor.at = inner;
    }
  }
}
