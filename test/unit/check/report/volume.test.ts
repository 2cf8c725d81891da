import { expect, test } from 'vitest';
import { storageCost } from '../../../../check/report/storage-cost.ts';
import { volumeEvent } from '../../../../check/report/volume.ts';
import { account, resultsWith } from '../expectations/results.ts';

const none = { items: 0, bytes: 0 };
/** 20 minutes, 1/72 of a day, with 2 requests/s. */
const { observations } = resultsWith({
  classes: [{ ...account('normal', 2400, 120), exporters: { 'otlp/jaeger': 120 } }],
  sent: {
    traces: { items: 12_000, bytes: 6_000_000 },
    metrics: { items: 100, bytes: 10_000 },
    logs: { items: 2400, bytes: 480_000 },
  },
  received: {
    'otlp/jaeger': { traces: { items: 600, bytes: 300_000 }, metrics: none, logs: none },
    'otlphttp/loki': { traces: none, metrics: none, logs: { items: 2400, bytes: 500_000 } },
  },
});

test('bytes per day at the rate of the traffic, as sent and at each exporter with data', () => {
  expect(volumeEvent(observations)).toMatchObject({
    type: 'volume',
    requestsPerSecond: 2,
    signals: [
      { signal: 'traces', sentBytesPerDay: 432_000_000, exporters: { 'otlp/jaeger': 21_600_000 } },
      { signal: 'metrics', sentBytesPerDay: 720_000, exporters: {} },
      { signal: 'logs', sentBytesPerDay: 34_560_000, exporters: { 'otlphttp/loki': 36_000_000 } },
    ],
  });
});

test("the user's rate scales traces and logs, and the user's span size the traces", () => {
  const { requestsPerSecond, signals } = volumeEvent(observations, { requestsPerSecond: 20, bytesPerSpan: 1000 });
  expect(requestsPerSecond).toBe(20);
  expect(signals.map(({ sentBytesPerDay }) => sentBytesPerDay)).toEqual([8_640_000_000, 720_000, 345_600_000]);
  expect(signals[0]?.exporters).toEqual({ 'otlp/jaeger': 432_000_000 });
});

test('exporters that send their metrics directly to Prometheus are listed', () => {
  const { signals } = volumeEvent(observations, {}, [
    { id: 'prometheus', signals: ['metrics'], how: 'scraped' },
    { id: 'prometheusremotewrite', signals: ['metrics'], how: 'remote-write' },
    { id: 'otlp', signals: ['traces', 'metrics'], how: 'captured' },
  ]);
  expect(signals.map(({ toPrometheus }) => toPrometheus)).toEqual([
    undefined,
    ['prometheus', 'prometheusremotewrite'],
    undefined,
  ]);
});

test('the volume of traces is the product of its factors, at any rate and span size', () => {
  const { traces: [own] = [], requestsPerSecond } = volumeEvent(observations);
  expect(own).toEqual({
    ...{ exporter: 'otlp/jaeger', sampledShare: 0.05, spansPerTrace: 5, bytesPerSpan: 500, bytesPerDay: 21_600_000 },
  });
  expect(requestsPerSecond * 86_400 * 0.05 * 5 * 500).toBe(21_600_000);
  const { traces: [scaled] = [] } = volumeEvent(observations, { requestsPerSecond: 20, bytesPerSpan: 1000 });
  expect(scaled).toMatchObject({ bytesPerSpan: 1000, bytesPerDay: 20 * 86_400 * 0.05 * 5 * 1000 });
});

test('the cost is that of what is kept at the same time, hot and archived, of all exporters of a signal', () => {
  const signals = [
    { signal: 'traces' as const, exporters: { a: 1e9, b: 2e9 } },
    { signal: 'metrics' as const, exporters: {} },
  ];
  expect(storageCost(signals, { hotPrice: 0.1, archivePrice: 0.01 })).toEqual({
    ...{ hotMs: 7 * 86_400_000, archiveMs: 30 * 86_400_000, hotPrice: 0.1, archivePrice: 0.01 },
    signals: [
      { signal: 'traces', hotBytes: 21e9, archiveBytes: 90e9, perMonth: 3 },
      { signal: 'metrics', hotBytes: 0, archiveBytes: 0, perMonth: 0 },
    ],
  });
  const { signals: shorter } = storageCost(signals, { hotMs: 86_400_000, archiveMs: 0, hotPrice: 1 });
  expect(shorter[0]).toEqual({ signal: 'traces', hotBytes: 3e9, archiveBytes: 0, perMonth: 3 });
});
