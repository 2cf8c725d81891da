import { gzipSync } from 'node:zlib';
import { encodeMessage } from '../../lib/otlp/codec/encode-message.ts';
import { exportLogsRequest, exportTraceRequest, resourceType } from '../../lib/otlp/codec/schema.ts';
import { encodeMetrics } from '../../lib/otlp/writer/encode-metrics.ts';
import type { Random } from '../../lib/random.ts';
import { mutateText, pick } from './grammar.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { jsonText, mutateJson } from './mutate-json.ts';
import type { FuzzRequest, TargetName } from './request.ts';
import { telemetry } from './telemetry.ts';

type Signal = 'traces' | 'logs' | 'metrics';

const receivers: readonly [TargetName, string, readonly Signal[]][] = [
  ['collector', '', ['traces', 'logs', 'metrics']],
  ['jaeger-otlp', '', ['traces']],
  ['loki', '/otlp', ['logs']],
];
const types = { json: 'application/json', protobuf: 'application/x-protobuf' };

/** More than any of the receivers takes, once it is unpacked. */
const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20));

/** An export that is broken in the values, in its text or bytes, or in the request around it; a few are not. */
export function otlpRequest(random: Random, nowMs: number): FuzzRequest {
  const [target, base, signals] = pick(random, receivers);
  const signal = pick(random, signals);
  const format = pick(random, ['json', 'protobuf'] as const);
  const request = {
    ...{ target, method: 'POST', path: `${base}/v1/${signal}`, headers: { 'content-type': types[format] } },
    body: format === 'json' ? jsonBody(signal, random, nowMs) : protobufBody(signal, random, nowMs),
  };
  return random.next() < 0.05 ? breakRequest(request, random) : request;
}

function jsonBody(signal: Signal, random: Random, nowMs: number): Buffer {
  const valid = telemetry(signal, random, nowMs);
  const kind = random.next();
  if (kind < 0.3) return Buffer.from(JSON.stringify(valid));
  if (kind < 0.7) return Buffer.from(jsonText(mutateJson(valid, random)));
  return Buffer.from(mutateText(JSON.stringify(valid), random));
}

function protobufBody(signal: Signal, random: Random, nowMs: number): Buffer {
  const valid = signal === 'metrics' ? metrics(random, nowMs) : encode(signal, telemetry(signal, random, nowMs));
  return random.next() < 0.3 ? valid : mutateBytes(valid, random);
}

function encode(signal: 'traces' | 'logs', message: object): Buffer {
  return encodeMessage(signal === 'traces' ? exportTraceRequest : exportLogsRequest, message);
}

function metrics(random: Random, end: number): Buffer {
  const resource = encodeMessage(resourceType, {
    attributes: [{ key: 'service.name', value: { stringValue: 'fuzz' } }],
  });
  const about = { scope: { name: 'fuzz' }, unit: 'ms', description: 'd' };
  const point = { attributes: { a: 'b' }, count: 3, sum: random.int(100), min: 0, max: 9, buckets: [1, 1, 1] };
  return encodeMetrics(
    resource,
    [
      [{ ...about, name: 'fuzz_gauge', kind: 'gauge' }, [point]],
      [{ ...about, name: 'fuzz_total', kind: 'counter' }, [point, point]],
      [{ ...about, name: 'fuzz_histogram', kind: { boundaries: [1, 5] } }, [point]],
    ],
    { start: end - 10_000, end },
  );
}

function breakRequest(request: FuzzRequest & { body: Buffer }, random: Random): FuzzRequest {
  const { headers, body } = request;
  const gzip = { ...headers, 'content-encoding': 'gzip' };
  return pick(random, [
    () => ({ ...request, headers: gzip, body: gzipSync(body) }),
    () => ({ ...request, headers: gzip, body: mutateBytes(gzipSync(body), random) }),
    () => ({ ...request, headers: gzip }),
    () => ({ ...request, headers: gzip, body: bomb }),
    () => ({
      ...request,
      headers: { 'content-type': pick(random, ['', 'text/plain', 'application/json;charset=é', 'a/b/c']) },
    }),
    () => ({ ...request, headers: { 'content-type': pick(random, Object.values(types)) } }),
    () => ({ ...request, method: pick(random, ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) }),
    () => ({ ...request, path: mutateText(request.path.slice(1), random).replace(/[^!-~]|^/g, '/') }),
    () => ({ ...request, body: Buffer.alloc(0) }),
  ])();
}
