import type { RunEvent } from '../../../../lib/events/run-event.ts';

const noon = Date.parse('2026-01-01T12:00:00.000Z');
const at = (minutes: number, seconds = 0): string => new Date(noon + minutes * 60_000 + seconds * 1000).toISOString();

/** A check of a configuration in which something is wrong with each of its parts. */
export const failedCheck: RunEvent[] = [
  { type: 'component', time: at(0), name: 'otel-collector', state: 'building', progress: 1, detail: 'linking' },
  {
    type: 'run.start',
    time: at(0),
    run: { id: 'c1', scenario: 'shop', runtime: 'virtual', seed: 1, pace: 1 },
  },
  { type: 'phase', time: at(0), name: 'steady-state' },
  { type: 'phase', time: at(10), name: 'fault' },
  { type: 'fault.start', time: at(10), fault: 'error-rate', target: 'payment', parameters: { rate: 0.5, status: 500 } },
  { type: 'load', time: at(12), sent: 14_400, ok: 14_000, failed: 400, rate: 20 },
  { type: 'fault.end', time: at(15), fault: 'error-rate', target: 'payment', parameters: { rate: 0.5, status: 500 } },
  { type: 'phase', time: at(15), name: 'recovery' },
  { type: 'load', time: at(26), sent: 31_200, ok: 30_788, failed: 412, rate: 20 },
  {
    type: 'ledger',
    time: at(26),
    classes: [
      {
        ...{ class: 'error', sent: 412, kept: 400, dropped: 12, expected: { min: 412, max: 412 }, incomplete: 3 },
        policies: { errors: 380, slow: 12, 'all-of-checkout': 8 },
      },
      {
        ...{ class: 'normal', sent: 30_788, kept: 1540, dropped: 29_248, expected: { min: 308, max: 3079 } },
        ...{ incomplete: 0, policies: { baseline: 1540 } },
      },
    ],
    unaccounted: 2,
  },
  {
    ...{ type: 'detection', time: at(26), alertname: 'HighErrorRate', labels: { service: 'payment' } },
    ...{ during: 'errors at payment', firstAffected: at(10, 1), pending: at(10, 46), firing: at(12, 46) },
    ...{ resolved: at(16, 30), detectMs: 165_000 },
  },
  {
    ...{ type: 'detection', time: at(26), alertname: 'HighErrorRate', labels: { service: 'order' } },
    ...{ during: 'errors at payment', firstAffected: at(10, 1), pending: at(11), firing: null, resolved: at(12) },
    ...{ detectMs: null },
  },
  {
    ...{ type: 'alert', time: at(3), alertname: 'Noisy', labels: {}, from: 'inactive', to: 'pending' },
    at: at(3),
  },
  { ...{ type: 'alert', time: at(4), alertname: 'Noisy', labels: {}, from: 'pending', to: 'firing' }, at: at(4) },
  {
    ...{ type: 'volume', time: at(26), requestsPerSecond: 20 },
    signals: [
      { signal: 'traces', sentBytesPerDay: 4_200_000_000, exporters: { 'otlp/jaeger': 310_000_000 } },
      {
        signal: 'metrics',
        sentBytesPerDay: 12_100_000,
        exporters: { prometheus: 9_000_000, 'otlphttp/copy': 9_000_000 },
      },
      { signal: 'logs', sentBytesPerDay: 34_000_000, exporters: {} },
    ],
    traces: [
      {
        ...{ exporter: 'otlp/jaeger', sampledShare: 0.062, spansPerTrace: 5.87, bytesPerSpan: 493 },
        bytesPerDay: 310_000_000,
      },
    ],
    cost: {
      ...{ hotMs: 604_800_000, archiveMs: 2_592_000_000, hotPrice: 0.08, archivePrice: 0.0125 },
      signals: [
        { signal: 'traces', hotBytes: 2_170_000_000, archiveBytes: 9_300_000_000, perMonth: 0.29 },
        { signal: 'metrics', hotBytes: 126_000_000, archiveBytes: 540_000_000, perMonth: 0.0168 },
        { signal: 'logs', hotBytes: 0, archiveBytes: 0, perMonth: 0 },
      ],
    },
  },
  {
    ...{ type: 'finding', time: at(26), kind: 'alert-never-fires', severity: 'error', subject: 'SlowCheckout' },
    message: 'SlowCheckout never fired in 26 minutes of traffic with 1 fault.',
    why: 'Its expression asks for http_server_duration_seconds_bucket, which has no series.',
    hint: 'The nearest name is http_server_request_duration_seconds_bucket.',
    evidence: [{ label: 'highest value', text: 'none' }],
    source: { file: 'rules/api.yml', line: 31 },
  },
  {
    ...{ type: 'finding', time: at(26), kind: 'alert-flaps', severity: 'warning', subject: 'HighErrorRate' },
    message: 'HighErrorRate fired 4 times for one fault, 100% of it in pieces, and was quiet between.',
    evidence: [],
    source: { file: 'rules/api.yml', line: 12 },
  },
  {
    ...{ type: 'finding', time: at(26), kind: 'receiver-idle', severity: 'info', subject: 'zipkin' },
    message: 'The receiver zipkin gets no traffic.',
    evidence: [],
    source: { file: 'collector.yaml', line: 4 },
  },
  {
    ...{ type: 'finding', time: at(26), kind: 'telemetry-lost', severity: 'warning', subject: 'loki' },
    message: 'No log came out.',
    evidence: [],
  },
  {
    ...{ type: 'expect.pass', time: at(26), name: 'traces of class normal are kept', expected: '1% to 10%' },
    ...{ observed: '1,540 of 30,788 (5%)', tries: 1, ms: 0, evidence: [], source: { file: 'sandbox.yaml', line: 11 } },
  },
  {
    ...{ type: 'expect.fail', time: at(26), name: 'traces of class error are kept', expected: '100%' },
    ...{ observed: '400 of 412 (97.1%)', tries: 1, ms: 0, source: { file: 'sandbox.yaml', line: 10 } },
    evidence: [{ label: 'kept by', text: 'errors 380, slow 12, all-of-checkout 8' }],
  },
  { type: 'run.end', time: at(26), result: 'fail', exitCode: 1, ms: 1_560_000 },
];

/** A scenario of the catalog as simulated by `check`: no findings, no detection. */
export const passedScenario: RunEvent[] = [
  {
    type: 'run.start',
    time: at(0),
    run: { id: 'c2', scenario: 'error-burst', runtime: 'virtual', seed: 1, pace: 1 },
  },
  { type: 'phase', time: at(0), name: 'steady-state' },
  { type: 'fault.start', time: at(1), fault: 'error-rate', target: 'payment', parameters: {} },
  {
    ...{ type: 'alert', time: at(2), alertname: 'ServiceErrorRateHigh', labels: {}, from: 'inactive', to: 'pending' },
    at: at(1, 35),
  },
  {
    ...{ type: 'alert', time: at(4), alertname: 'ServiceErrorRateHigh', labels: {}, from: 'pending', to: 'firing' },
    at: at(3, 35),
  },
  { type: 'fault.end', time: at(5), fault: 'error-rate', target: 'payment', parameters: {} },
  {
    ...{ type: 'alert', time: at(7), alertname: 'ServiceErrorRateHigh', labels: {}, from: 'firing', to: 'inactive' },
    at: at(6, 5),
  },
  {
    ...{ type: 'expect.pass', time: at(7), name: 'the alert fires', expected: 'firing', observed: 'fired' },
    ...{ tries: 1, ms: 0, evidence: [] },
  },
  { type: 'expect.skip', time: at(7), name: 'needs a store', reason: 'there is none' },
  { type: 'run.end', time: at(7), result: 'pass', exitCode: 0, ms: 420_000 },
];
