import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench, eventually } from './harness.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

interface Answer<T> {
  status: string;
  data: T;
}
interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

async function api<T>(url: string, path: string, parameters: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
  const answer = (await response.json()) as Answer<T>;
  expect(answer.status).toBe('success');
  return answer.data;
}

const query = async (url: string, text: string): Promise<Sample[]> =>
  (await api<{ result: Sample[] }>(url, 'query', { query: text })).result;

/** Cumulative counts of a gauge, by time in milliseconds, over OTLP. */
async function sendGauge(url: string, name: string, points: [number, number][]): Promise<void> {
  const dataPoints = points.map(([time, value]) => ({ timeUnixNano: `${time}000000`, asDouble: value }));
  const response = await fetch(`${url}/api/v1/otlp/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }] },
          scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints } }] }],
        },
      ],
    }),
  });
  expect(response.status, await response.text()).toBe(200);
}

const otlp = 'otlp: {promote_resource_attributes: [service.name]}';

test('a target is scraped under its name, and a rule on it goes pending, fires and resolves', async () => {
  let queue = 0;
  const target = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE queue_size gauge\nqueue_size ${queue}\n`);
  });
  bench.file(
    `groups: [{name: queue, rules: [{alert: QueueFull, expr: "last_over_time(queue_size[5m]) > 10", for: 1s, labels: {severity: page}}]}]`,
    'queue.rules.yml',
  );
  // The rule looks back: a scrape that is late on a busy machine must not end the alert.
  const { url } = await bench.prometheus(
    `
global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
rule_files: ["*.rules.yml"]
scrape_configs:
  - {job_name: worker, static_configs: [{targets: ["worker:8080"]}]}
  - {job_name: prometheus, static_configs: [{targets: ["localhost:9090"]}]}`,
    { hosts: { 'worker:8080': await bench.listen(target) } },
  );
  const up = await eventually(
    async () => {
      const samples = await query(url, 'up == 1');
      return samples.length === 2 ? samples : undefined;
    },
    () => 'not both targets up',
  );
  expect(up.map(({ metric }) => `${metric.job ?? ''} ${metric.instance ?? ''}`).sort()).toEqual([
    'prometheus localhost:9090',
    'worker worker:8080',
  ]);

  const state = async (): Promise<string> =>
    (await api<{ groups: { rules: { state: string }[] }[] }>(url, 'rules')).groups[0]?.rules[0]?.state ?? '';
  let last = '';
  const becomes = (wanted: string): Promise<true> =>
    eventually(
      async () => ((last = await state()) === wanted ? true : undefined),
      () => last,
    );
  await becomes('inactive');
  queue = 50;
  await becomes('firing');
  const { alerts } = await api<{ alerts: { labels: Record<string, string> }[] }>(url, 'alerts');
  const labels = { alertname: 'QueueFull', instance: 'worker:8080', job: 'worker', severity: 'page' };
  expect(alerts.map((alert) => alert.labels)).toEqual([labels]);
  queue = 0;
  await becomes('inactive');
  // What its own record says: a state could pass between two looks.
  const recorded = await api<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>(
    url,
    'query',
    { query: 'ALERTS{alertname="QueueFull"}[1h]' },
  );
  const states = recorded.result
    .flatMap(({ metric, values }) => values.map(([time]) => ({ time, state: metric.alertstate })))
    .sort((a, b) => a.time - b.time)
    .map((sample) => sample.state);
  expect(states.filter((one, index) => one !== states[index - 1])).toEqual(['pending', 'firing']);
});

test('metrics come in over OTLP, with exemplars', async () => {
  const { url } = await bench.prometheus(otlp, {
    argv: ['--web.enable-otlp-receiver', '--enable-feature=exemplar-storage'],
  });
  const now = Date.now();
  const exemplar = {
    timeUnixNano: `${now}000000`,
    asDouble: 0.3,
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
  };
  const point = {
    timeUnixNano: `${now}000000`,
    startTimeUnixNano: `${now - 1000}000000`,
    count: '4',
    sum: 1.2,
    bucketCounts: ['1', '3'],
    explicitBounds: [0.1],
    exemplars: [exemplar],
  };
  const metric = {
    name: 'http.server.request.duration',
    unit: 's',
    histogram: { aggregationTemporality: 2, dataPoints: [point] },
  };
  const response = await fetch(`${url}/api/v1/otlp/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }] },
          scopeMetrics: [{ metrics: [metric] }],
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
  const [count] = await query(url, 'http_server_request_duration_seconds_count{service_name="order"}');
  expect(count?.value[1]).toBe('4');
  const found = await api<{ exemplars: { labels: Record<string, string> }[] }[]>(url, 'query_exemplars', {
    query: 'http_server_request_duration_seconds_bucket',
    start: String(now / 1000 - 60),
    end: String(now / 1000 + 60),
  });
  expect(found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id))).toContain('a'.repeat(32));
});

test('the API answers as the real server does', async () => {
  const { url, handle } = await bench.prometheus('global: {evaluation_interval: 1s}');
  expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('prometheus_build_info{');
  expect((await api<{ version: string }>(url, 'status/buildinfo')).version).toBe('3.15.1');
  expect(await api<string[]>(url, 'labels')).toEqual([]);
  const page = await fetch(url);
  expect([page.status, page.url, await page.text()]).toEqual([
    200,
    `${url}/query`,
    expect.stringContaining('no web pages'),
  ]);
  expect((await fetch(`${url}/alerts`)).status).toBe(200);
  for (const path of ['assets/index.js', 'favicon.svg', 'nothing']) {
    expect((await fetch(`${url}/${path}`)).status, path).toBe(404);
  }
  expect((await fetch(`${url}/api/v1/label/%ZZ/values`)).status).toBe(400);
  const bad = await fetch(`${url}/api/v1/query?query=sum(`);
  expect(bad.status).toBe(400);
  expect(await bad.json()).toMatchObject({
    errorType: 'bad_data',
    error: expect.stringContaining('parse error') as string,
  });
  expect(await handle.stop()).toEqual({ code: 0 });
  await expect(fetch(`${url}/-/ready`)).rejects.toThrow();
});

test('a reload takes the new configuration, and refuses one that is wrong', async () => {
  const { url } = await bench.prometheus('rule_files: [reload/*.yml]', { argv: ['--web.enable-lifecycle'] });
  const file = bench.file('{}', 'reload-target.yaml');
  expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
  const config = (await api<Record<string, string>>(url, 'status/flags'))['config.file'] ?? file;
  writeFileSync(config, 'global: {evaluation_interval: 7s}');
  expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
  expect((await api<{ yaml: string }>(url, 'status/config')).yaml).toContain('evaluation_interval: 7s');
  writeFileSync(config, 'global: {evaluation_interval: soon}');
  const refused = await fetch(`${url}/-/reload`, { method: 'POST' });
  expect(refused.status).toBe(500);
  expect(await refused.text()).toContain('not a valid duration string');
});

test.each([
  ['a configuration', 'scrape_configs: [{job_nam: x}]', 'field job_nam not found in type config.ScrapeConfig'],
  ['a rule file', 'rule_files: ["broken.yml"]', 'parse error: unclosed left parenthesis'],
])('%s with a mistake comes back in the words of Prometheus', async (_, config, words) => {
  bench.file('groups: [{name: g, rules: [{record: a, expr: "sum("}]}]', 'broken.yml');
  const { handle } = await bench.start('prometheus', { argv: [`--config.file=${bench.file(config)}`] });
  await expect(handle.ready).rejects.toMatchObject({ code: 'engine-failed', exitCode: 4 });
  expect((await handle.exited).message).toContain(words);
});

test('a crash of the program is the state of the component, with its panic', async () => {
  // Go itself rejects a channel of this size.
  const { handle } = await bench.start('prometheus', {
    argv: [`--config.file=${bench.file('global: {}')}`, '--web.max-connections=-1'],
  });
  expect(await handle.exited).toEqual({ code: 2, message: 'panic: makechan: size out of range' });
  expect(handle.state).toBe('failed');
});

test('hours of samples are cut into blocks on disk, and stay to be asked for', async () => {
  const { url } = await bench.prometheus(otlp, { argv: ['--web.enable-otlp-receiver'] });
  const step = 30_000;
  const end = Math.floor(Date.now() / step) * step;
  const start = end - 7 * 3_600_000;
  const times = Array.from({ length: (end - start) / step + 1 }, (_, i) => start + i * step);
  // In order, as they would have arrived; a block is cut whenever the head spans three hours.
  for (let i = 0; i < times.length; i += 60) {
    await sendGauge(
      url,
      'depth',
      times.slice(i, i + 60).map((time, j) => [time, i + j]),
    );
  }
  const blocks = await eventually(
    async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const loaded = Number(/^prometheus_tsdb_blocks_loaded (\d+)/m.exec(text)?.[1]);
      return loaded >= 2 ? loaded : undefined;
    },
    () => 'fewer than two blocks',
  );
  expect(blocks).toBeGreaterThanOrEqual(2);
  const range = await api<{ result: { values: [number, string][] }[] }>(url, 'query_range', {
    query: 'depth',
    start: String(start / 1000),
    end: String(end / 1000),
    step: '30',
  });
  expect(range.result[0]?.values.map(([, value]) => Number(value))).toEqual(times.map((_, i) => i));
});
