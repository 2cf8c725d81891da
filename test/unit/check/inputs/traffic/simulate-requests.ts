import { seededRandom } from '../../../../../lib/random.ts';
import { type SimulatedRequest, ModelSystem } from '../../../../../simulation/services/model-system.ts';
import { decodeMessage } from '../../../../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest, exportTraceRequest } from '../../../../../lib/otlp/codec/schema.ts';
import { VirtualTime } from '../../../../../simulation/clock/virtual-time.ts';
import type { Traffic } from '../../../../../check/inputs/traffic/traffic.ts';

/** A span that was exported. */
export interface SimulatedSpan {
  /** In hex. */
  traceId: string;
  name: string;
  kind: number;
  status?: { code?: number };
  startTimeUnixNano: number;
  endTimeUnixNano: number;
}

export const hex = (bytes: Buffer): string => bytes.toString('hex');

/** Simulates requests of a traffic, one every 100ms; returns the ground truth and the exported telemetry. */
export async function simulateRequests(
  traffic: Traffic,
  options: {
    requests: number;
    sampled?: (traceId: Buffer) => boolean;
    fault?: { service: string; name: string; parameters?: Record<string, unknown> };
    only?: string;
  },
): Promise<{ answers: SimulatedRequest[]; spans: SimulatedSpan[]; logFlags: number[] }> {
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  const answers: SimulatedRequest[] = [];
  const spans: SimulatedSpan[] = [];
  const logFlags: number[] = [];
  await time.run(async () => {
    const system = new ModelSystem({
      model: traffic.system,
      time,
      random: seededRandom(3),
      send: () => (signal, body) => {
        if (signal === 'traces') {
          const message = decodeMessage<{
            resourceSpans: { scopeSpans: { spans: SimulatedSpan[] }[] }[];
          }>(exportTraceRequest, Buffer.from(body));
          for (const { scopeSpans } of message.resourceSpans)
            for (const scope of scopeSpans) spans.push(...scope.spans);
        }
        if (signal === 'logs') {
          const message = decodeMessage<{
            resourceLogs: { scopeLogs: { logRecords: { flags?: number }[] }[] }[];
          }>(exportLogsRequest, Buffer.from(body));
          for (const { scopeLogs } of message.resourceLogs) {
            for (const { logRecords } of scopeLogs) logFlags.push(...logRecords.map(({ flags = 0 }) => flags));
          }
        }
        return Promise.resolve({ status: 200 });
      },
      intervals: { batches: 5000, metrics: 15_000 },
      ...(options.sampled ? { sampled: options.sampled } : {}),
    });
    const { fault } = options;
    if (fault) await system.faults(fault.service).enable(fault.name, fault.parameters ?? {});
    const kinds = traffic.requests.filter(({ name }) => options.only === undefined || name === options.only);
    for (let index = 0; index < options.requests; index += 1) {
      const kind = kinds[index % kinds.length];
      if (!kind) throw new Error('no such kind of request');
      const { service, method, route, path } = kind;
      const incoming = { method, route, path, query: '', userAgent: 'test', caller: undefined, at: time.exactNow() };
      answers.push(system.request(service, incoming, {}));
      await time.sleep(100);
    }
    await time.sleep(120_000);
    await system.stop();
  });
  return { answers, spans, logFlags };
}
