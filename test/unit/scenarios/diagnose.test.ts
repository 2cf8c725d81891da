import { describe, expect, it } from 'vitest';
import {
  diagnoseAlert,
  diagnoseRefusal,
  diagnoseSignal,
  diagnoseTraces,
  type TraceNumbers,
} from '../../../scenarios/diagnosis/diagnose.ts';
import { type PipelineCounters, readCounters } from '../../../scenarios/sampling/ledger/pipeline-counters.ts';
import { CollectorMetrics } from '../../../stack/clients/collector.ts';

const zero = readCounters(new CollectorMetrics([]));
type Part<K extends keyof PipelineCounters> = Partial<PipelineCounters[K]>;

/** 200 error traces, 20 of them in the store; everything else in order. */
const numbers = (
  changes: Partial<TraceNumbers> = {},
  counters: { sampler?: Part<'sampler'>; receiver?: Part<'receiver'>; exporter?: Part<'exporter'> } = {},
): TraceNumbers => ({
  entry: {
    class: 'error',
    sent: 200,
    kept: 20,
    dropped: 180,
    expected: { min: 200, max: 200 },
    incomplete: 0,
    policies: { baseline: 20 },
  },
  sent: 1000,
  arrived: 1000,
  losses: { beforeSampler: 0, inSampler: 0, afterSampler: 0, untraced: 0, refused: 0, unaccounted: 0 },
  counters: {
    ...zero,
    receiver: { ...zero.receiver, accepted: 9000, ...counters.receiver },
    sampler: {
      ...zero.sampler,
      newTraces: 1000,
      sampled: 100,
      notSampled: 900,
      votes: { baseline: 60 },
      ...counters.sampler,
    },
    exporter: { ...zero.exporter, sent: 800, ...counters.exporter },
  },
  ...changes,
});
const losses = (changes: Partial<TraceNumbers['losses']>) => ({ losses: { ...numbers().losses, ...changes } });
const entry = (changes: Partial<TraceNumbers['entry']>) => ({ entry: { ...numbers().entry, ...changes } });

describe('diagnoseTraces', () => {
  it.each<[string, TraceNumbers, string, RegExp]>([
    [
      'no policy sampled them',
      numbers(),
      'sampler',
      /180 of 200 traces lost; the sampler received 1000 .* dropped 900: no policy sampled .*baseline 60/,
    ],
    [
      'they were refused',
      numbers(losses({ beforeSampler: 100 }), { receiver: { refused: 700 } }),
      'receiver',
      /refused 700 spans, failed .*memory limiter refuses/,
    ],
    [
      'they were never sent',
      numbers({ arrived: 900, droppedBySdks: 55, ...losses({ beforeSampler: 100 }) }),
      'service',
      /900 reached .*dropped 55 spans/,
    ],
    [
      'they were evicted',
      numbers(losses({ inSampler: 40 }), { sampler: { evicted: 40 } }),
      'sampler',
      /evicted 40 traces/,
    ],
    [
      'they could not be exported',
      numbers(losses({ afterSampler: 80 }), { exporter: { sendFailed: 30, enqueueFailed: 12 } }),
      'exporter',
      /lost 42 spans/,
    ],
    [
      'the store does not show them',
      numbers(losses({ afterSampler: 80 })),
      'store',
      /sent 800 spans without a failure/,
    ],
    ['they were never made', numbers(entry({ sent: 0, kept: 0 })), 'load', /no such request/],
    [
      'too many were kept',
      numbers(entry({ class: 'normal', kept: 90, expected: { min: 5, max: 20 } })),
      'sampler',
      /90 of 200 traces were kept, expected at most 20/,
    ],
    [
      'they are incomplete',
      numbers(entry({ kept: 200, incomplete: 7 })),
      'sampler',
      /7 of 200 stored traces are incomplete/,
    ],
  ])('says where when %s', (_, given, stage, text) => {
    const diagnosis = diagnoseTraces(given);
    expect(diagnosis.stage).toBe(stage);
    expect(diagnosis.text).toMatch(text);
  });
});

describe('diagnoseSignal', () => {
  const logs = (changes: Part<'logs'>) => ({ ...zero, logs: { ...zero.logs, ...changes } });
  it.each<[string, PipelineCounters, string]>([
    ['nothing was sent', logs({}), 'service'],
    ['it was refused', logs({ accepted: 5, refused: 3 }), 'receiver'],
    ['it could not be exported', logs({ accepted: 5, sent: 2, failed: 3 }), 'exporter'],
    ['nothing left the Collector', logs({ accepted: 5 }), 'exporter'],
    ['it flows', logs({ accepted: 5, sent: 5 }), 'store'],
  ])('says where when %s', (_, counters, stage) => {
    expect(diagnoseSignal('logs', counters).stage).toBe(stage);
  });
});

describe('diagnoseRefusal', () => {
  const ask = (refused: number, flood: Partial<Parameters<typeof diagnoseRefusal>[1]>) =>
    diagnoseRefusal(
      { ...zero, receiver: { ...zero.receiver, refused } },
      { accepted: 0, refused: 0, unknown: 0, ...flood },
    ).text;
  it('distinguishes a Collector with enough memory, one that does not count, and a flood that did not arrive', () => {
    expect(ask(0, { accepted: 500 })).toMatch(/had enough memory .*500 were accepted, 0 refused/);
    expect(ask(5, { accepted: 500, refused: 60 })).toMatch(/does not count .*60 refused.* counted 5/);
    expect(ask(0, { unknown: 40 })).toMatch(/did not reach .*40 without a response/);
  });
});

describe('diagnoseAlert', () => {
  const rule = { duration: 6, health: 'ok', lastError: '' };
  const ask = (changes: object) => diagnoseAlert({ rule, alertname: 'High', sources: 3, counters: zero, ...changes });
  it('distinguishes a missing rule, a failing one, one without data and one that decided', () => {
    expect(ask({ rule: undefined }).text).toContain('no rule named High');
    expect(ask({ rule: { ...rule, health: 'err', lastError: 'many-to-many' } }).text).toContain('many-to-many');
    expect(ask({ sources: 0 })).toMatchObject({ stage: 'service' });
    expect(ask({}).text).toContain('its expression was not');
  });

  it('reports the counters of the Collector for a rule about it', () => {
    const counters = { ...zero, exporter: { sent: 80, sendFailed: 3, enqueueFailed: 4 } };
    const text = ask({ alertname: 'OTelCollectorX', counters, queued: { 'otlp_http/jaeger': 70 } }).text;
    expect(text).toMatch(/sent 80 and lost 7; queues now: otlp_http\/jaeger 70/);
  });
});
