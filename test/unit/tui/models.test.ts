import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectorMetrics } from '../../../stack/clients/collector.ts';
import { readSpans } from '../../../lib/otlp/json/read-spans.ts';
import { parsePrometheusText } from '../../../stack/clients/prometheus-text.ts';
import { changesOf, historyOf } from '../../../ui/alerts/history.ts';
import { flowOf } from '../../../ui/collector/flow.ts';
import { logQuery } from '../../../ui/logs/query.ts';
import { mergeLines, type LogRow } from '../../../ui/logs/log-row.ts';
import { addOutage, endOutage } from '../../../cli/tui/views/signals/outages.ts';
import { exemplarSelectors } from '../../../ui/traces/exemplars/exemplar-query.ts';
import { floorOf, keptRows, mergeRows, traceRow, type TraceRow } from '../../../ui/traces/trace-row.ts';
import { waterfall } from '../../../ui/traces/waterfall.ts';
import { waterfallBar } from '../../../cli/tui/views/traces/waterfall-bar.ts';
import { recorded, recordedClients } from './recorded.ts';

afterEach(() => vi.unstubAllGlobals());

const spans = readSpans((JSON.parse(recorded('traces.json')) as { result: unknown }).result);
const traceOf = (traceId: string) => ({ traceId, spans: spans.filter((span) => span.traceId === traceId) });
const failed = traceOf('be77693c48b4cd138c770cf5a3ef0ece');

describe('traceRow', () => {
  it('describes a trace by its root, with its errors and the policy that kept it', () => {
    expect(traceRow(failed)).toMatchObject({
      ...{ service: 'gateway', name: 'POST /orders', status: 502, spans: 13, errors: 10, policy: 'errors' },
      ...{ rootMissing: false, services: expect.arrayContaining(['gateway', 'order', 'payment']) as string[] },
    });
    expect(traceRow(failed).durationMs).toBeCloseTo(43.1, 1);
  });

  it('names the earliest span where the root is missing', () => {
    const rest = { ...failed, spans: failed.spans.filter(({ parentSpanId }) => parentSpanId !== '') };
    expect(traceRow(rest)).toMatchObject({ rootMissing: true, name: 'request' });
  });
});

describe('waterfall', () => {
  it('puts each span under its parent, in the order of their start', () => {
    const rows = waterfall(failed);
    expect(rows.map(({ depth, service, name }) => `${depth} ${service} ${name}`)).toEqual([
      '0 gateway POST /orders',
      '1 gateway request',
      '2 gateway POST',
      '3 order POST /orders',
      '4 order request',
      '5 order pg.query:SELECT sandbox',
      '5 order process_order',
      '6 order pg.query:INSERT sandbox',
      '6 order POST',
      '7 payment POST /charges',
      '8 payment request',
      '9 payment payment.charge',
      '6 order pg.query:UPDATE sandbox',
    ]);
    const charge = rows.find(({ name }) => name === 'payment.charge');
    expect(charge?.details[0]?.entries[0]).toEqual([
      'status',
      'error: the fault error-rate made this request fail with 500',
    ]);
  });

  it('returns every span if parents are missing or name each other', () => {
    const root = failed.spans.find(({ parentSpanId }) => parentSpanId === '');
    if (!root) throw new Error('no root was recorded');
    const others = failed.spans.filter((span) => span !== root);
    const orphans = waterfall({ ...failed, spans: others });
    expect(orphans).toHaveLength(others.length);
    expect(orphans.some(({ orphan }) => orphan)).toBe(true);
    const circle = [
      { ...root, spanId: 'a', parentSpanId: 'b' },
      { ...root, spanId: 'b', parentSpanId: 'a' },
    ];
    expect(waterfall({ traceId: 'x', spans: circle })).toHaveLength(2);
  });

  it('draws bars to an eighth of a cell, and none outside of the width', () => {
    expect(waterfallBar({ offsetMs: 0, durationMs: 100 }, 100, 8)).toEqual({ before: '', bar: '████████', after: '' });
    expect(waterfallBar({ offsetMs: 50, durationMs: 0 }, 100, 8)).toEqual({ before: '    ', bar: '▏', after: '   ' });
    expect(waterfallBar({ offsetMs: 100, durationMs: 50 }, 100, 8)).toEqual({ before: '       ', bar: '█', after: '' });
    expect(waterfallBar({ offsetMs: 0, durationMs: 0 }, 0, 4).bar).toBe('▏');
  });
});

describe('mergeRows', () => {
  const row = (id: number, changes: Partial<TraceRow> = {}): TraceRow => ({
    ...traceRow(failed),
    ...{ traceId: String(id), start: id, durationMs: id, ...changes },
  });

  it('orders by age or duration, leaves out what did not fail, and forgets what is beyond its size', () => {
    const known = [row(1), row(3, { errors: 0 })];
    const ids = (order: 'newest' | 'slowest' | 'failed') =>
      mergeRows(known, [row(2), row(1, { durationMs: 9 })], order).map(({ traceId }) => traceId);
    expect(ids('newest')).toEqual(['3', '2', '1']);
    expect(ids('slowest')).toEqual(['1', '3', '2']);
    expect(ids('failed')).toEqual(['2', '1']);
    const many = Array.from({ length: keptRows + 50 }, (_, index) => row(index));
    expect(mergeRows([], many, 'newest')).toHaveLength(keptRows);
  });

  it('asks only for traces as slow as enough of the known ones', () => {
    const rows = Array.from({ length: 25 }, () => row(1, { durationMs: 150 }));
    expect(floorOf(rows, 'slowest')).toBe(100);
    expect(floorOf(rows.slice(0, 5), 'slowest')).toBe(0);
    expect(floorOf(rows, 'newest')).toBeUndefined();
  });
});

describe('exemplarSelectors', () => {
  it("narrows the rule's series to the alert's own labels, what is counted first", async () => {
    const rules = await recordedClients().clients.prometheus.alertRules();
    const rule = rules.find(({ name }) => name === 'ServiceErrorRateHigh');
    if (!rule) throw new Error('no such rule was recorded');
    expect(exemplarSelectors(rule, { service_name: 'order', severity: 'critical' })).toEqual([
      'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_ERROR",service_name="order"}',
      'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER",service_name="order"}',
    ]);
  });

  it('finds selectors without braces, with empty ones, and with none to add', () => {
    const rule = { query: 'rate(a[1m]) + b{} + c{x="y",}', labels: {} };
    expect(exemplarSelectors(rule, { k: 'v"' })).toEqual(['a{k="v\\""}', 'b{k="v\\""}', 'c{x="y",k="v\\""}']);
    expect(exemplarSelectors({ query: 'a', labels: {} }, { alertname: 'A' })).toEqual(['a']);
  });
});

describe('historyOf', () => {
  it('reads from the recorded series when an alert was pending, firing, and over', async () => {
    const series = await recordedClients().clients.prometheus.queryRange('ALERTS', { start: 0, end: 1, stepMs: 750 });
    const end = Date.parse('2026-11-23T04:12:20Z');
    const payment = historyOf(series, 750, end).find(({ labels }) => labels.service_name === 'payment');
    const changes = changesOf(payment ? [payment] : [], { start: end - 60_000, stepMs: 750 });
    expect(
      changes.map(({ from, to, at }) => `${new Date(at).toISOString().slice(17, 23)} ${from} > ${to}`).reverse(),
    ).toEqual([
      '35.750 inactive > pending',
      '41.750 pending > firing',
      '42.500 firing > inactive',
      '43.250 inactive > pending',
      '49.250 pending > firing',
      '56.750 firing > inactive',
    ]);
  });

  it('keeps the newest range open, and ignores starts before the window', () => {
    const labels = { __name__: 'ALERTS', alertname: 'A', alertstate: 'firing' };
    const history = historyOf(
      [
        {
          labels,
          points: [
            [1000, 1],
            [2000, 1],
            [3000, 1],
          ],
        },
      ],
      1000,
      3500,
    );
    expect(history[0]?.ranges).toEqual([{ state: 'firing', from: 1000 }]);
    expect(changesOf(history, { start: 1000, stepMs: 1000 })).toEqual([]);
  });
});

describe('flowOf', () => {
  it('reads the whole flow from the recorded counters', () => {
    const flow = flowOf(new CollectorMetrics(parsePrometheusText(recorded('collector-3.txt'))));
    expect(flow.signals[0]).toEqual({ signal: 'traces', accepted: 4178, refused: 0, failed: 0 });
    expect(flow.sampler).toMatchObject({ received: 576, kept: 119, dropped: 432, evicted: 0, waiting: 25 });
    expect(flow.sampler.policies).toContainEqual({ name: 'slow', votes: 0, asked: 551 });
    expect(
      flow.exporters.map(({ name, signal, sent, queue }) => `${name} ${signal} ${sent} ${queue?.capacity ?? '-'}`),
    ).toEqual([
      'otlp_http/jaeger traces 1386 50000',
      'otlp_http/prometheus metrics 14718 50000',
      'otlp_http/loki logs 1519 50000',
    ]);
  });

  it('includes an exporter that has only failed', () => {
    const text =
      'otelcol_exporter_send_failed_spans_total{exporter="x"} 3\notelcol_exporter_queue_size{exporter="x",data_type="logs"} 9';
    expect(flowOf(new CollectorMetrics(parsePrometheusText(text))).exporters).toEqual([
      { name: 'x', signal: 'traces', sent: 0, sendFailed: 3, enqueueFailed: 0 },
    ]);
  });
});

describe('lines', () => {
  const line = (key: string, time: number): LogRow => ({ key, time, service: '', level: '', text: '', labels: {} });

  it('are kept once, in the order of their time, and only the newest', () => {
    const merged = mergeLines([line('b', 2), line('c', 3)], [line('a', 1), line('b', 2), line('d', 4)], 3);
    expect(merged.map(({ key }) => key)).toEqual(['b', 'c', 'd']);
  });

  it('are asked for by words, service, level and trace', () => {
    const id = 'ABCDEF0123456789abcdef0123456789';
    expect(logQuery({ text: `a.b "c" ${id}`, service: 'order', level: 'warnings and errors' })).toBe(
      `{service_name="order"} |~ "(?i)a\\\\.b" |~ "(?i)\\"c\\"" | detected_level=~"warn|error|fatal|critical" | trace_id="${id.toLowerCase()}"`,
    );
  });
});

describe('outages', () => {
  it('remember since when and how often, until there is an answer', () => {
    const first = addOutage({}, { feed: 'list', reason: 'a', at: 5 });
    const second = addOutage(first, { feed: 'list', reason: 'b', at: 9 });
    expect(second).toEqual({ list: { since: 5, tries: 2, reason: 'b' } });
    expect(endOutage(second, 'other')).toBe(second);
    expect(endOutage(second, 'list')).toEqual({});
  });
});
