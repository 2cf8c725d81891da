import { cpSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { inventory } from '../../../check/inputs/collector/inventory.ts';
import { readComponents, readGates } from '../../../scripts/read-components.ts';
import { ensureEngine, ensureShop } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import { startEngine } from '../../../stack/engine/start.ts';
import { Bench, eventually, traceId } from './harness.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

test('the inventory lists the components of the engine, with their aliases, and its feature gates', async () => {
  const engine = await loadEngine(await ensureEngine());
  const components = { ...(await readComponents(engine)), gates: await readGates(engine) };
  expect(inventory, 'run `npm run generate`').toEqual(components);
});

test('the build has taken the table of functions out of the programs', async () => {
  const sizes = [await ensureEngine(), await ensureShop()].map(({ wasmPath }) => statSync(wasmPath).size);
  // With it 111 and 42 MB. A new linker may have changed it: see stack/engine/build/memory-image.
  expect(sizes[0]).toBeLessThan(100e6);
  expect(sizes[1]).toBeLessThan(36e6);
});

test('roles start after the files of the engine were removed from the cache', async () => {
  const copy = join(bench.folder, 'engine');
  cpSync(dirname((await ensureEngine()).wasmPath), copy, { recursive: true });
  const engine = await loadEngine({ wasmPath: join(copy, 'engine.wasm'), wasmExecPath: join(copy, 'wasm_exec.js') });
  rmSync(copy, { recursive: true });
  const argv = [`--config=${bench.file(`${receivers}\nexporters: {debug: }\n${pipeline}`)}`];
  const collector = startEngine('collector', { engine, argv, onLog: () => undefined });
  onTestFinished(async () => {
    await collector.stop();
  });
  await expect(collector.ready).resolves.toHaveProperty('4318');
});

const pipeline = 'service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}';
const receivers = 'receivers: {otlp: {protocols: {http: {endpoint: 0.0.0.0:4318}}}}';

interface SentSpan {
  id: number;
  attributes: Record<string, string>;
}

/** Sends spans of one resource and one scope. */
async function send(port: number | undefined, spans: SentSpan[]): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const sent = spans.map(({ id, attributes }) => ({
    traceId: traceId(id),
    spanId: traceId(id).slice(16),
    name: 'SELECT orders',
    kind: 3,
    startTimeUnixNano: String(now - 1_000_000n),
    endTimeUnixNano: String(now),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  const response = await fetch(`http://127.0.0.1:${port ?? 0}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans: sent }] }] }),
  });
  expect(response.status, await response.text()).toBe(200);
}

interface Exported {
  resourceSpans: {
    resource: { attributes?: Attribute[] };
    scopeSpans: { spans: { traceId: string; attributes?: Attribute[] }[] }[];
  }[];
}
interface Attribute {
  key: string;
  value: { stringValue?: string };
}

const record = (attributes: Attribute[] = []): Record<string, string | undefined> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

test('spans are grouped by an attribute, redacted and routed', async () => {
  const [gold, rest] = [await bench.backend(), await bench.backend()];
  const { ports } = await bench.collector(
    `${receivers}
processors:
  groupbyattrs: {keys: [tenant]}
  redaction:
    allow_all_keys: true
    blocked_values: ["4[0-9]{15}"]
    db_sanitizer: {sql: {enabled: true, attributes: [db.statement]}}
connectors:
  routing:
    default_pipelines: [traces/rest]
    table: [{context: resource, condition: 'attributes["tenant"] == "gold"', pipelines: [traces/gold]}]
exporters:
  otlp_http/gold: {endpoint: "http://gold:4318", encoding: json, compression: none}
  otlp_http/rest: {endpoint: "http://rest:4318", encoding: json, compression: none}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [groupbyattrs, redaction], exporters: [routing]}
    traces/gold: {receivers: [routing], exporters: [otlp_http/gold]}
    traces/rest: {receivers: [routing], exporters: [otlp_http/rest]}`,
    { hosts: { 'gold:4318': gold.address, 'rest:4318': rest.address } },
  );
  const statement = "SELECT * FROM orders WHERE customer = 'Ada' AND id = 42";
  await send(ports[4318], [
    { id: 1, attributes: { tenant: 'gold', card: '4111111111111111' } },
    { id: 2, attributes: { tenant: 'other', 'db.system': 'postgresql', 'db.statement': statement } },
  ]);
  const arrived = (bodies: readonly unknown[]): unknown =>
    (bodies as Exported[]).flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => [span.traceId, record(resource.attributes), record(span.attributes)]),
        ),
      ),
    );
  await eventually(
    () => (gold.bodies().length > 0 && rest.bodies().length > 0 ? true : undefined),
    () => [gold.bodies(), rest.bodies()],
  );
  expect(arrived(gold.bodies())).toEqual([[traceId(1), { tenant: 'gold' }, { card: '****' }]]);
  expect(arrived(rest.bodies())).toEqual([
    [
      traceId(2),
      { tenant: 'other' },
      { 'db.system': 'postgresql', 'db.statement': 'SELECT * FROM orders WHERE customer = ? AND id = ?' },
    ],
  ]);
});

test('what a connector counts is written to a Prometheus that receives remote writes', async () => {
  const prometheus = await bench.prometheus('global: {}', { argv: ['--web.enable-remote-write-receiver'] });
  const { ports, lines } = await bench.collector(
    `${receivers}
connectors: {count: {spans: {statements: {attributes: [{key: tenant}], conditions: ['kind.string == "Client"']}}}}
processors: {deltatocumulative: }
exporters: {prometheusremotewrite: {endpoint: "http://prometheus:9090/api/v1/write"}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [count]}
    metrics: {receivers: [count], processors: [deltatocumulative], exporters: [prometheusremotewrite]}`,
    { hosts: { 'prometheus:9090': new URL(prometheus.url).host } },
  );
  await send(
    ports[4318],
    [1, 2, 3].map((id) => ({ id, attributes: { tenant: 'gold' } })),
  );
  let answer: unknown;
  await eventually(
    async () => {
      answer = await (await fetch(`${prometheus.url}/api/v1/query?query=statements_total`)).json();
      return (answer as { data: { result: unknown[] } }).data.result.length > 0 ? true : undefined;
    },
    () => [answer, lines, prometheus.lines],
  );
  expect(answer).toMatchObject({
    data: { result: [{ metric: { tenant: 'gold' }, value: [expect.any(Number), '3'] }] },
  });
});
