import { exportTraceRequest, type MessageType } from '../../../lib/otlp/codec/schema.ts';
import { endOfValue, nextField, readerOf, wireTypes } from '../../../lib/otlp/codec/check-message.ts';
import { namedResource } from './named-resource.ts';
import type { Origin } from './stored-trace.ts';

interface Range {
  from: number;
  to: number;
}

/** The spans of one resource and scope within a request's body. */
export interface SpanGroup {
  originKey: string;
  makeOrigin: () => Origin;
  spans: Range[];
}

/** Finds the spans of an ExportTraceServiceRequest, group by group, without decoding them. */
export function* readRequest(body: Buffer): Generator<SpanGroup> {
  const everything = { from: 0, to: body.length };
  for (const resourceSpans of parts(exportTraceRequest, body, everything).messages.resourceSpans ?? []) {
    const outer = parts(typeOf(exportTraceRequest, 'resourceSpans'), body, resourceSpans);
    const resource = slice(body, outer.messages.resource);
    const resourceKey = `${resource.toString('latin1')}\n${outer.schemaUrl}`;
    for (const scopeSpans of outer.messages.scopeSpans ?? []) {
      const inner = parts(typeOf(typeOf(exportTraceRequest, 'resourceSpans'), 'scopeSpans'), body, scopeSpans);
      const scope = slice(body, inner.messages.scope);
      const key = `${resourceKey}\n${scope.toString('latin1')}\n${inner.schemaUrl}`;
      yield {
        originKey: key,
        makeOrigin: () => ({
          key,
          resourceKey,
          ...namedResource(resource),
          resourceSchemaUrl: outer.schemaUrl,
          // A copy, as of the resource.
          scope: Buffer.from(scope),
          scopeSchemaUrl: inner.schemaUrl,
          uses: 0,
        }),
        spans: inner.messages.spans ?? [],
      };
    }
  }
}

/** Where the messages of one level are, by their field's name, and the schema URL next to them. */
function parts(
  type: MessageType,
  body: Buffer,
  { from, to }: Range,
): { messages: Record<string, Range[]>; schemaUrl: string } {
  const messages: Record<string, Range[]> = {};
  let schemaUrl = '';
  const reader = readerOf(body, from, to);
  while (reader.pos < to) {
    const field = nextField(type, reader);
    if (field === undefined) continue;
    if (field.message !== undefined) {
      const end = endOfValue(reader);
      (messages[field.name] ??= []).push({ from: reader.pos, to: end });
      reader.pos = end;
    } else if (field.name === 'schemaUrl') {
      schemaUrl = reader.string();
    } else {
      reader.skipType(wireTypes[field.kind]);
    }
  }
  return { messages, schemaUrl };
}

function typeOf(type: MessageType, field: string): MessageType {
  const found = type.byName.get(field)?.message;
  if (found === undefined) throw new TypeError(`${type.name}.${field} is not a message`);
  return found;
}

/** The last one: a message that is sent twice for one field replaces the first. */
function slice(body: Buffer, ranges: Range[] | undefined): Buffer {
  const range = ranges?.at(-1);
  return range === undefined ? Buffer.alloc(0) : body.subarray(range.from, range.to);
}
