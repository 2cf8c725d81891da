import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { waitUntil } from '../../../lib/wait.ts';
import { type AmbientTraffic, startTraffic } from '../../../scenarios/load/ambient-traffic.ts';
import { CollectorClient } from '../../../stack/clients/collector.ts';
import { request } from '../../../stack/clients/http.ts';
import { ServiceFaultsClient } from '../../../stack/clients/service-faults.ts';
import { entryUrl } from '../../../stack/components/endpoints.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { askGrafanas, type Asked } from './ask.ts';
import { type DashboardQuery, dashboards, queriesOf } from './dashboards.ts';
import { linkContract } from './link-contract.ts';
import { measuredBy, metricsOf } from './promql.ts';

/** A small machine that boots something else at the same time is slow; existing data is returned at once. */
const dataTimeoutMs = 90_000;
const timeout = dataTimeoutMs + 30_000;

/** Metrics that come into being with the first failure that they count, which traffic alone does not bring about. */
const bornLater: Record<string, string> = {
  'otelcol_exporter_(send|enqueue)_failed_(spans|metric_points|log_records)': 'no export failed',
  otelcol_processor_tail_sampling_sampling_late_span_age_count: 'every decision is remembered',
};

/**
 * Every query of every dashboard and rule, asked of a stack as Grafana asks it, returns data once there is traffic with failures in it;
 * and the links between metric, trace and log lead somewhere.
 *
 * @param absent metrics, as a regular expression, that this runtime does not have, with the reason
 */
export function queryContract(running: () => RunningStack, absent: Record<string, string> = {}): void {
  const missing = Object.keys({ ...bornLater, ...absent }).map((pattern) => new RegExp(`^(?:${pattern})$`));
  const isMissing = (metric: string): boolean =>
    missing.some((pattern) => pattern.test(metric.replace(/\(_total\)\?$/, '')));
  let traffic: AmbientTraffic;

  beforeAll(async () => {
    const { endpoints } = running();
    traffic = startTraffic({ gateway: entryUrl(endpoints), seed: 1, arrivalsPerSecond: 12 });
    await new ServiceFaultsClient(endpoints.control.payment ?? '').enable('error-rate', { rate: 0.8 });
    await sendLateSpans(running());
  });
  afterAll(() => traffic.stop());

  const ask = async (query: Pick<DashboardQuery, 'source' | 'kind' | 'expr' | 'dashboard'>): Promise<Asked> => {
    let last: Asked = { count: 0, seen: 'not asked' };
    await waitUntil(
      async (signal) => {
        last = await askGrafanas(running(), query, signal);
        return last.count > 0 ? { done: true, value: last } : { done: false, seen: last.seen };
      },
      { timeoutMs: dataTimeoutMs, intervalMs: 500 },
    );
    return last;
  };

  describe.each([...dashboards.values()].map((dashboard) => [dashboard.title, queriesOf(dashboard)] as const))(
    'dashboard %s',
    (_, queries) => {
      test.each(queries.map((query) => [query.name, query] as const))('%s', { timeout }, async (_name, query) => {
        if (query.source === 'prometheus' && query.kind !== 'values' && metricsOf(query.expr).every(isMissing)) {
          // Nothing to be had here: the query must still be one that Prometheus takes.
          await askGrafanas(running(), query);
          return;
        }
        expect(await ask(query)).toMatchObject({ count: expect.toSatisfy((count: number) => count > 0) as number });
      });
    },
  );

  describe('rules', () => {
    const [dashboard] = dashboards.values();
    if (!dashboard) throw new Error('there is no dashboard');
    test.each(rules())('%s measures something', { timeout }, async (_, expression) => {
      for (const expr of measuredBy(expression)) {
        expect(await ask({ source: 'prometheus', kind: 'instant', expr, dashboard }), expr).toMatchObject({
          count: expect.toSatisfy((count: number) => count > 0) as number,
        });
      }
    });
  });

  test('every metric that is asked for is there, as `or vector(0)` would hide a wrong name', { timeout }, async () => {
    const { prometheus } = running().endpoints;
    const asked = [...dashboards.values()]
      .flatMap(queriesOf)
      .filter(({ source, kind }) => source === 'prometheus' && kind !== 'values')
      .flatMap(({ expr }) => metricsOf(expr));
    const unknown = async (): Promise<string[]> => {
      const { body } = await request(`${prometheus}/api/v1/label/__name__/values`);
      const names = (JSON.parse(body) as { data: string[] }).data;
      const isThere = (metric: string): boolean => names.some((name) => new RegExp(`^(?:${metric})$`).test(name));
      return [...new Set(asked)].filter((metric) => !isThere(metric) && !isMissing(metric));
    };
    await expect.poll(unknown, { timeout: dataTimeoutMs, interval: 500 }).toEqual([]);
  });

  linkContract(running);
}

/** The alerting and recording rules as they are written: name and expression. At a pace of 1 their windows fit any stack. */
function rules(): [string, string][] {
  const folder = join(configFolder, 'rules');
  interface RuleFile {
    groups: { rules: { alert?: string; record?: string; expr: string }[] }[];
  }
  return readdirSync(folder)
    .flatMap((name) => (parse(readFileSync(join(folder, name), 'utf8')) as RuleFile).groups)
    .flatMap(({ rules: listed }) => listed)
    .map(({ alert, record, expr }) => [alert ?? record ?? '', expr]);
}

/** Spans of a trace that is kept and of traces that are dropped, until some come after their decision. */
async function sendLateSpans({ endpoints }: RunningStack): Promise<void> {
  const collector = new CollectorClient(endpoints.collector.metrics);
  // One with an error, and so many without one that not all of them can be among the 5% that are kept anyway.
  const traces = [2, 1, 1, 1, 1, 1, 1].map((code) => ({ code, traceId: randomBytes(16).toString('hex') }));
  // All at one time: spread over more than a second they would be kept as slow.
  const now = BigInt(Date.now()) * 1_000_000n;
  const late = async (sampled: boolean): Promise<number> =>
    (await collector.read()).sum('processor_tail_sampling_early_releases_from_cache_decision', {
      sampled: String(sampled),
    });
  const waited = await waitUntil(
    async () => {
      const spans = traces.map(({ code, traceId }) => ({
        ...{ traceId, spanId: randomBytes(8).toString('hex'), name: 'late', kind: 1, status: { code } },
        ...{ startTimeUnixNano: String(now - 1_000_000n), endTimeUnixNano: String(now) },
      }));
      const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'straggler' } }] };
      await request(`${endpoints.collector.otlpHttp}/v1/traces`, {
        method: 'POST',
        json: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] },
      });
      const [kept, dropped] = [await late(true), await late(false)];
      return kept > 0 && dropped > 0
        ? { done: true, value: kept }
        : { done: false, seen: `${kept} late spans of kept traces, ${dropped} of dropped ones` };
    },
    { timeoutMs: 90_000, intervalMs: 500 },
  );
  if (!waited.ok) throw new Error(`no late spans after ${waited.ms}ms: ${waited.lastSeen}`);
}
