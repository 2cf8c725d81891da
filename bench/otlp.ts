import protobuf from 'protobufjs';
import { decodeMessage } from '../lib/otlp/codec/decode-message.ts';
import { encodeMessage } from '../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest, type MessageType } from '../lib/otlp/codec/schema.ts';
import { scanSpans } from '../lib/otlp/scanner/scan-spans.ts';
import { encodeSpans } from '../lib/otlp/writer/encode-records.ts';
import { type Figure, median } from './figure.ts';
import { simulatedSpans } from './simulated-spans.ts';

const spansPerExport = 512;
const rounds = 7;
const roundMs = 200;

/**
 * How much faster the OTLP writer encodes and the scanner reads exports than protobufjs does: with this project's
 * schema (`lib/otlp/codec`), and with the code that protobufjs generates from the same schema. All take turns, so that
 * a change of the machine's speed affects them alike.
 */
export function benchOtlp(): Figure[] {
  const { resource, records } = simulatedSpans(spansPerExport);
  const body = Buffer.from(encodeSpans(resource, records));
  const json = decodeMessage<object>(exportTraceRequest, body);
  const generated = generatedType(exportTraceRequest);
  const message = generated.decode(body);
  const encode = {
    writer: () => encodeSpans(resource, records).length,
    schema: () => encodeMessage(exportTraceRequest, json).length,
    generated: () => generated.encode(message).finish().length,
  };
  const decode = {
    scanner: () => {
      let spans = 0;
      scanSpans(body, () => (spans += 1));
      return spans;
    },
    schema: () => Object.keys(decodeMessage<object>(exportTraceRequest, body)).length,
    generated: () => Object.keys(generated.decode(body)).length,
  };
  return [...compare('encode', 'writer', encode), ...compare('read', 'scanner', decode)];
}

function compare(verb: string, fast: string, work: Readonly<Record<string, () => number>>): Figure[] {
  const names = Object.keys(work);
  const perSecond = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const rate = rateOf(work[name] as () => number);
      // The first round warms up.
      if (round > 0) perSecond.get(name)?.push(rate);
    }
  }
  const rate = (name: string): number => median(perSecond.get(name) ?? []);
  const others = { schema: 'lib/otlp/codec over protobufjs', generated: "protobufjs's generated code" };
  return [
    { name: `${verb}: ${fast}`, value: rate(fast), unit: 'spans/s', note: `exports of ${spansPerExport} spans` },
    ...Object.entries(others).flatMap(([name, what]): Figure[] => [
      { name: `${verb}: ${what}`, value: rate(name), unit: 'spans/s' },
      { name: `${verb}: ${fast} compared with it`, value: rate(fast) / rate(name), unit: 'times as fast' },
    ]),
  ];
}

/** Spans per second of processor time, so that other processes disturb it less. */
function rateOf(work: () => number): number {
  const begin = process.cpuUsage();
  let exports = 0;
  let ms = 0;
  while (ms < roundMs) {
    for (let repeat = 0; repeat < 5; repeat += 1) if (work() === 0) throw new Error('nothing was encoded or read');
    exports += 5;
    const { user, system } = process.cpuUsage(begin);
    ms = (user + system) / 1000;
  }
  return (exports * spansPerExport) / (ms / 1000);
}

/** The same schema for protobufjs's own code generation. */
function generatedType(type: MessageType): protobuf.Type {
  const root = new protobuf.Root();
  const known = new Map<MessageType, protobuf.Type>();
  const add = (one: MessageType): protobuf.Type => {
    const existing = known.get(one);
    if (existing) return existing;
    const made = new protobuf.Type(one.name.replace('.', ''));
    known.set(one, made);
    root.add(made);
    for (const field of one.byNumber) {
      if (field === undefined) continue;
      const kinds = { id: 'bytes', enum: 'int32' } as Record<string, string>;
      const kind = field.message ? add(field.message).name : (kinds[field.kind] ?? field.kind);
      made.add(new protobuf.Field(field.name, field.number, kind, field.repeated ? 'repeated' : undefined));
    }
    return made;
  };
  const made = add(type);
  root.resolveAll();
  return made;
}
