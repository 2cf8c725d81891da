import { expect, test } from 'vitest';
import { volumeEvent } from '../../../../check/report/volume.ts';
import { account, resultsWith } from '../expectations/results.ts';

const none = { items: 0, bytes: 0 };
/** 20 minutes, 1/72 of a day, with 2 requests/s. */
const { observations } = resultsWith({
  classes: [account('normal', 2400, 120)],
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
  expect(volumeEvent(observations)).toEqual({
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
