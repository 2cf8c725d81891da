import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asArray, asObject, type JsonObject } from '../../../lib/json.ts';
import type { Answer } from '../../../stack/clients/http.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { newTraceId } from './compare.ts';
import { type JaegerPair, startJaegerPair } from './jaeger-pair.ts';

const { reason } = await dockerOrReason(['jaeger']);
const now = Date.now();

// What Grafana asks for. Not compared is where releases before 2.20 differ: tags that stand for fields, attributes of links, a limit of 0,
// and an end before the start.
describe.skipIf(reason)(titled("our trace store answers the API of Jaeger's UI as Jaeger does", reason), () => {
  // Jaeger leaves out the first half of an id where it is zero.
  const [whole, failed, lone] = [newTraceId(), newTraceId(), newTraceId().slice(16).padStart(32, '0')];
  let pair: JaegerPair;
  beforeAll(async () => {
    pair = await startJaegerPair(now, [whole, failed, lone]);
  });
  afterAll(() => pair.close());

  const compare = async (path: string, parameters: Record<string, string> = {}): Promise<void> => {
    const [real, own] = await pair.both(path, parameters);
    expect(comparable(own)).toEqual(comparable(real));
  };

  it.each<[string, Record<string, string>]>([
    ['/api/services', {}],
    ['/api/services/gateway/operations', {}],
    ['/api/services/missing/operations', {}],
    ['/api/operations', { service: 'gateway' }],
    ['/api/operations', { service: 'order', spanKind: 'consumer' }],
    ['/api/operations', { service: 'missing' }],
    ['/api/operations', {}],
    ['/api/dependencies', { endTs: String(now), lookback: '600000' }],
    ['/api/dependencies', { endTs: String(now), lookback: '1000' }],
    ['/api/dependencies', { endTs: 'x' }],
  ])('%s %o', compare);

  it.each([
    ['of two services', whole],
    ['in error', failed],
    ['without a service name', lone],
    ['in upper case', whole.toUpperCase()],
    ['that there is not', '0'.repeat(31) + '1'],
    ['whose id is none', 'not-an-id'],
  ])('a trace %s', (_, traceId) => compare(`/api/traces/${traceId}`));

  it.each<Record<string, string>>([
    { service: 'gateway' },
    { service: 'order' },
    { service: 'missing' },
    { service: 'gateway', operation: 'POST /orders' },
    { service: 'gateway', minDuration: '1s' },
    { service: 'gateway', maxDuration: '300ms' },
    { service: 'gateway', start: String((now - 58_500) * 1000) },
    { service: 'gateway', tags: '{"http.route":"/orders/:id","count":"7"}' },
    { service: 'gateway', tag: 'flag:false' },
    { service: 'gateway', tag: 'ratio:0.25' },
    { service: 'gateway', tag: 'process.pid:4242' },
    { service: 'gateway', tag: 'exception.type:E' },
    { service: 'gateway', tag: 'scope.attribute:v' },
    { service: 'gateway', tag: 'missing:1' },
    { traceID: whole },
    {},
    { service: 'gateway', limit: 'x' },
    { service: 'gateway', minDuration: 'x' },
    { service: 'gateway', minDuration: '2s', maxDuration: '1s' },
    { service: 'gateway', tag: 'x' },
    { service: 'gateway', tags: 'x' },
    { service: 'gateway', start: 'x' },
    { traceID: '9' },
    { traceID: 'not-an-id' },
  ])('the traces of %o', (search) => {
    const range = { start: String((now - 120_000) * 1000), end: String(now * 1000) };
    return compare('/api/traces', { ...range, limit: '100', ...search });
  });
});

/**
 * An answer in an order of its own, with the process in each span instead of its number. Of a refusal the status alone: each has its own
 * message.
 */
function comparable({ status, body }: Answer): unknown {
  if (status === 400) return { status };
  const { data, ...rest } = JSON.parse(body) as JsonObject;
  return { status, ...rest, data: ordered(asArray(data ?? []).map(withProcesses)) };
}

function withProcesses(one: unknown): unknown {
  if (typeof one !== 'object' || one === null || !('spans' in one)) return one;
  const { spans, processes, ...trace } = one as JsonObject;
  return {
    ...trace,
    processes: Object.values(asObject(processes)),
    spans: asArray(spans).map((span) => {
      const { processID, ...others } = asObject(span);
      return { ...others, process: asObject(processes)[String(processID)] };
    }),
  };
}

/** The same with every list in the order of its values. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(ordered).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, ordered(inner)]),
  );
}
