import { parseTraffic } from '../../../../../check/inputs/traffic/read-traffic.ts';
import { decodeMessage } from '../../../../../lib/otlp/codec/decode-message.ts';
import { exportTraceRequest } from '../../../../../lib/otlp/codec/schema.ts';
import { seededRandom } from '../../../../../lib/random.ts';
import { VirtualTime } from '../../../../../simulation/clock/virtual-time.ts';
import type { Traffic } from '../../../../../check/inputs/traffic/traffic.ts';
import { RequestSource } from '../../../../../check/run/request-source.ts';
import { ModelSystem, type SimulatedRequest } from '../../../../../simulation/services/model-system.ts';

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}

/** A span that a simulated service sent; ids in hex. */
export interface SentSpan {
  service: string;
  instance: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  isError: boolean;
  links: string[];
  ms: number;
  attributes: Record<string, unknown>;
}

export interface Simulated {
  answers: SimulatedRequest[];
  spans: SentSpan[];
  /** By name: the unit, and the attribute names of all points. */
  metrics: Record<string, { unit: string; attributes: string[] }>;
  /** How many exports of metrics each instance sent. */
  metricExports: Record<string, number>;
  /** The exports of traces as OTLP JSON. */
  documents: string[];
}

/** Simulates requests of a traffic file, one every 100ms, with faults, and returns what the services sent. */
export async function simulateTraffic(
  file: string | Traffic,
  options: {
    requests?: number;
    seed?: number;
    faults?: readonly { service: string; name: string; label: string; parameters?: Record<string, unknown> }[];
  } = {},
): Promise<Simulated> {
  const traffic = typeof file === 'string' ? parseTraffic(file, 'traffic.yaml') : file;
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  const result: Simulated = { answers: [], spans: [], metrics: {}, metricExports: {}, documents: [] };
  await time.run(async () => {
    const system = new ModelSystem({
      model: traffic.system,
      time,
      random: seededRandom(options.seed ?? 3),
      send: (service, replica) => (signal, body) => {
        if (signal === 'traces') {
          result.spans.push(...spansOf(body));
          result.documents.push(otlpJson(body));
        }
        const instance = `${service}-${replica}`;
        if (signal === 'metrics') result.metricExports[instance] = (result.metricExports[instance] ?? 0) + 1;
        return Promise.resolve({ status: 200 });
      },
      intervals: { batches: 5000, metrics: 15_000 },
    });
    const { faults = [], requests = 1, seed = 3 } = options;
    const source = new RequestSource(traffic, seededRandom(seed));
    for (const { service, name, parameters = {} } of faults) await system.faults(service).enable(name, parameters);
    system.setActiveFaults(faults.map(({ label }) => label));
    for (let index = 0; index < requests; index += 1) {
      const { kind, incoming } = source.next(time.exactNow());
      result.answers.push(system.request(kind.service, incoming, {}));
      await time.sleep(100);
    }
    await time.sleep(120_000);
    await system.stop();
    for (const { name, unit, attributes } of system.sentMetrics.list())
      result.metrics[name] = { unit, attributes: [...attributes] };
  });
  return result;
}

interface ResourceSpans {
  resource: { attributes: KeyValue[] };
  scopeSpans: { spans: Record<string, unknown>[] }[];
}

/** IDs are hexadecimal in OTLP JSON. */
function otlpJson(body: Uint8Array): string {
  return JSON.stringify(decodeMessage(exportTraceRequest, Buffer.from(body)), (_key, value: unknown) => {
    const { type, data } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    return type === 'Buffer' ? Buffer.from(data as number[]).toString('hex') : value;
  });
}

function spansOf(body: Uint8Array): SentSpan[] {
  const message = decodeMessage<{ resourceSpans: ResourceSpans[] }>(exportTraceRequest, Buffer.from(body));
  return message.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const of = valuesOf(resource.attributes);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service: String(of['service.name']),
        instance: String(of['service.instance.id']),
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        name: String(span.name),
        kind: Number(span.kind),
        isError: (span.status as { code?: number } | undefined)?.code === 2,
        links: ((span.links ?? []) as { spanId: unknown }[]).map(({ spanId }) => hex(spanId)),
        ms: (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6,
        attributes: valuesOf((span.attributes ?? []) as KeyValue[]),
      })),
    );
  });
}

function hex(bytes: unknown): string {
  return bytes === undefined ? '' : (bytes as Buffer).toString('hex');
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, 'intValue' in value ? Number(value.intValue) : Object.values(value)[0]]),
  );
}
