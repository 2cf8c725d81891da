import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { waitUntil } from '../../../lib/wait.ts';
import { JaegerClient, type StoredTrace } from '../../../stack/clients/jaeger.ts';
import { LokiClient, type StoredLine } from '../../../stack/clients/loki.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { askGrafanas } from './ask.ts';
import { dashboards, queriesOf } from './dashboards.ts';

/** The links between the data sources as they are provisioned, with Grafana's escapes undone. */
interface Links {
  exemplar: { name: string; datasourceUid: string };
  traceToLogs: { datasourceUid: string; query: string };
  traceToMetrics: {
    datasourceUid: string;
    tags: { key: string; value: string }[];
    queries: { name: string; query: string }[];
  };
  logToTrace: { matcherType: string; matcherRegex: string; url: string; datasourceUid: string };
}

/** The four links of a stack that has traffic with failures in it: each leads to what it promises. */
export function linkContract(running: () => RunningStack): void {
  const links = provisionedLinks();
  const clients = () => {
    const { jaeger, loki, prometheus } = running().endpoints;
    return {
      jaeger: new JaegerClient(jaeger),
      loki: new LokiClient(loki),
      prometheus: new PrometheusClient(prometheus),
    };
  };
  const window = (): { start: number; end: number } => ({ start: Date.now() - 300_000, end: Date.now() });
  const [dashboard] = dashboards.values();

  /** A trace that was kept: of an order that failed in payment, whose server span is there. */
  async function keptTrace(): Promise<StoredTrace> {
    const { jaeger } = clients();
    const found = await eventually(async () =>
      (await jaeger.search({ service: 'payment', ...window(), limit: 20 })).find(({ spans }) =>
        spans.some(({ kind, status, service }) => service === 'payment' && kind === 'server' && status.error),
      ),
    );
    return found;
  }

  describe('links', () => {
    test('an exemplar of the latency graph leads to a trace', async () => {
      const { jaeger, prometheus } = clients();
      expect(links.exemplar.datasourceUid).toBe('jaeger');
      const exemplars = [...dashboards.values()].flatMap(queriesOf).filter(({ kind }) => kind === 'exemplars');
      expect(exemplars.length).toBeGreaterThan(0);
      for (const query of exemplars) {
        const metric = query.expr.match(/\w+_bucket/)?.[0] ?? '';
        // Most of what exemplars point at was dropped afterwards; some were kept.
        const trace = await eventually(async () => {
          const ids = (await prometheus.exemplars(metric, window())).map(({ labels }) => labels[links.exemplar.name]);
          for (const id of new Set(ids.reverse())) {
            const stored = id === undefined ? undefined : await jaeger.trace(id);
            if (stored) return stored;
          }
          return undefined;
        });
        expect(trace.spans.length).toBeGreaterThan(0);
      }
    });

    test('a trace leads to the lines logged in it, and each line back to the trace', async () => {
      const { loki } = clients();
      const trace = await keptTrace();
      expect([links.traceToLogs.datasourceUid, links.logToTrace.datasourceUid]).toEqual(['loki', 'jaeger']);
      const query = links.traceToLogs.query.replaceAll('${__trace.traceId}', trace.traceId);
      const lines = await eventually(async () => {
        const found = await loki.queryRange(query, { ...window(), limit: 100 });
        const services = new Set(found.map(({ labels }) => labels.service_name));
        return services.size > 1 ? found : undefined;
      });
      for (const line of lines) expect(derived(line)).toBe(trace.traceId);
    });

    test('a span leads to the metrics of its service', async () => {
      const trace = await keptTrace();
      const span = trace.spans.find(({ kind, service }) => kind === 'server' && service === 'payment');
      if (!span || !dashboard) throw new Error('a kept trace without a server span of payment');
      const known = { ...span.resource, ...span.attributes };
      const { tags, queries, datasourceUid } = links.traceToMetrics;
      expect(datasourceUid).toBe('prometheus');
      const matchers = tags
        .filter(({ key }) => key in known)
        .map(({ key, value }) => `${value}=${JSON.stringify(known[key])}`);
      expect(matchers.length).toBe(tags.length);
      for (const { query } of queries) {
        const expr = query.replaceAll('$__tags', matchers.join(', '));
        const asked = await eventually(async () => {
          const found = await askGrafanas(running(), { source: 'prometheus', kind: 'range', expr, dashboard });
          return found.count > 0 ? found : undefined;
        });
        expect(asked.count).toBeGreaterThan(0);
      }
    });
  });

  /** The trace id that Grafana takes from a line by the derived field. */
  function derived({ labels }: StoredLine): string | undefined {
    expect(links.logToTrace).toMatchObject({ matcherType: 'label', url: '${__value.raw}' });
    const key = Object.keys(labels).find((label) => new RegExp(links.logToTrace.matcherRegex).test(label));
    return key === undefined ? undefined : labels[key];
  }
}

function provisionedLinks(): Links {
  const prometheus = jsonDataOf('prometheus') as { exemplarTraceIdDestinations: Links['exemplar'][] };
  const jaeger = jsonDataOf('jaeger') as {
    tracesToLogsV2: Links['traceToLogs'];
    tracesToMetrics: Links['traceToMetrics'];
  };
  const loki = jsonDataOf('loki') as { derivedFields: Links['logToTrace'][] };
  const [exemplar] = prometheus.exemplarTraceIdDestinations;
  const [logToTrace] = loki.derivedFields;
  if (!exemplar || !logToTrace) throw new Error('the data sources are not joined');
  return {
    exemplar,
    logToTrace,
    traceToLogs: jaeger.tracesToLogsV2,
    traceToMetrics: jaeger.tracesToMetrics,
  };
}

function jsonDataOf(name: string): unknown {
  const file = join(configFolder, 'grafana', 'provisioning', 'datasources', `${name}.yaml`);
  const text = readFileSync(file, 'utf8').replaceAll('$$', '$');
  const [source] = (parse(text) as { datasources: { jsonData: unknown }[] }).datasources;
  if (!source) throw new Error(`${file} has no data source`);
  return source.jsonData;
}

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const waited = await waitUntil(
    async () => {
      const value = await ask();
      return value === undefined ? { done: false, seen: 'nothing' } : { done: true, value };
    },
    { timeoutMs: 40_000, intervalMs: 500 },
  );
  if (!waited.ok) throw new Error(`${waited.lastSeen} after ${waited.tries} tries in ${waited.ms}ms`);
  return waited.value;
}
