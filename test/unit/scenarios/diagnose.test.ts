import { describe, expect, it } from 'vitest';
import {
  diagnoseAlert,
  diagnoseRefusal,
  diagnoseSignal,
  diagnoseTraces,
  type TraceFacts,
} from '../../../scenarios/diagnosis/diagnose.ts';
import { type PipelineCounters, readCounters } from '../../../scenarios/sampling/ledger/pipeline-counters.ts';
import { CollectorMetrics } from '../../../stack/clients/collector.ts';

const zero = readCounters(new CollectorMetrics([]));
type Part<K extends keyof PipelineCounters> = Partial<PipelineCounters[K]>;

/** 200 error traces, 20 of them in the store; everything else in order. */
const facts = (
  changes: Partial<TraceFacts> = {},
  counters: { sampler?: Part<'sampler'>; receiver?: Part<'receiver'>; exporter?: Part<'exporter'> } = {},
): TraceFacts => ({
  entry: {
    class: 'error',
    generated: 200,
    kept: 20,
    dropped: 180,
    expected: { min: 200, max: 200 },
    fragments: 0,
    policies: { baseline: 20 },
  },
  generated: 1000,
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
const losses = (changes: Partial<TraceFacts['losses']>) => ({ losses: { ...facts().losses, ...changes } });
const entry = (changes: Partial<TraceFacts['entry']>) => ({ entry: { ...facts().entry, ...changes } });

describe('diagnoseTraces', () => {
  it.each<[string, TraceFacts, string, RegExp]>([
    [
      'no policy claimed them',
      facts(),
      'sampler',
      /180 of 200 traces lost; received 1000 .* against 900: no policy claimed .*baseline 60/,
    ],
    [
      'they were refused',
      facts(losses({ beforeSampler: 100 }), { receiver: { refused: 700 } }),
      'receiver',
      /refused 700 spans and .*memory limiter refuses/,
    ],
    [
      'they were never sent',
      facts({ arrived: 900, givenUp: 55, ...losses({ beforeSampler: 100 }) }),
      'service',
      /900 reached .*gave up 55 spans/,
    ],
    [
      'they were evicted',
      facts(losses({ inSampler: 40 }), { sampler: { evicted: 40 } }),
      'sampler',
      /evicted 40 traces/,
    ],
    [
      'they could not be exported',
      facts(losses({ afterSampler: 80 }), { exporter: { sendFailed: 30, enqueueFailed: 12 } }),
      'exporter',
      /lost 42 spans/,
    ],
    ['the store does not show them', facts(losses({ afterSampler: 80 })), 'store', /sent 800 spans without a failure/],
    ['they were never made', facts(entry({ generated: 0, kept: 0 })), 'load', /no such request/],
    [
      'too many were kept',
      facts(entry({ class: 'normal', kept: 90, expected: { min: 5, max: 20 } })),
      'sampler',
      /90 of 200 traces kept where at most 20/,
    ],
    ['they are fragments', facts(entry({ kept: 200, fragments: 7 })), 'sampler', /7 of 200 stored traces lack spans/],
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
  it('tells a Collector that had room, one that does not count, and a flood that did not arrive', () => {
    expect(ask(0, { accepted: 500 })).toMatch(/had room .*500 were taken, 0 refused/);
    expect(ask(5, { accepted: 500, refused: 60 })).toMatch(/does not count .*60 refused.* counted 5/);
    expect(ask(0, { unknown: 40 })).toMatch(/did not get through .*40 not answered for/);
  });
});

describe('diagnoseAlert', () => {
  const rule = { duration: 6, health: 'ok', lastError: '' };
  const ask = (changes: object) => diagnoseAlert({ rule, alertname: 'High', sources: 3, counters: zero, ...changes });
  it('tells a missing rule, a failing one, one without data and one that decided', () => {
    expect(ask({ rule: undefined }).text).toContain('no rule named High');
    expect(ask({ rule: { ...rule, health: 'err', lastError: 'many-to-many' } }).text).toContain('many-to-many');
    expect(ask({ sources: 0 })).toMatchObject({ stage: 'service' });
    expect(ask({}).text).toContain('its expression decided');
  });

  it('tells of the Collector where the rule is about it', () => {
    const counters = { ...zero, exporter: { sent: 80, sendFailed: 3, enqueueFailed: 4 } };
    const text = ask({ alertname: 'OTelCollectorX', counters, queued: { 'otlp_http/jaeger': 70 } }).text;
    expect(text).toMatch(/sent 80 and lost 7; queues now: otlp_http\/jaeger 70/);
  });
});
