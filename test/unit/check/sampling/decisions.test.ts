import { expect, test } from 'vitest';
import { findClientErrors } from '../../../../check/sampling/client-errors.ts';
import { findAllDecidingPolicies, findIdlePolicies } from '../../../../check/sampling/deciding.ts';
import { findIncompleteTraces } from '../../../../check/sampling/kept-in-part.ts';
import { account, collectorOf, observed, sampler, votes } from './by-hand.ts';

const errors = '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}';
const slow = '{name: slow, type: latency, latency: {threshold_ms: 1000}}';

test('incomplete traces are explained by a decision wait that is shorter than the traces, with what it should be', () => {
  const classes = [
    account('slow', 50, 50, { incomplete: 12, longestIncompleteMs: 5200, examples: { incomplete: 'abc' } }),
  ];
  const late = sampler('sampling_late_span_age_count', 30);
  const collector = collectorOf({ policies: slow, sampler: 'decision_wait: 1s' });
  const [finding, ...others] = findIncompleteTraces(collector, observed(classes, late));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    severity: 'problem',
    message: '12 of 50 traces that were kept (24 %) are incomplete: slow (12)',
    source: { file: 'collector.yaml', line: 5 },
  });
  expect(finding?.why).toContain("decides 1 s after a trace's first span, and the longest of these lasts 5.2 s");
  expect(finding?.why).toContain(
    '30 spans came after the decision of their trace, and tail_sampling has no decision_cache',
  );
  expect(finding?.hint).toContain('Set decision_wait to 12s at least.');
});

test('incomplete traces that fit into the decision wait are not explained by it', () => {
  const classes = [account('slow', 50, 50, { incomplete: 12, longestIncompleteMs: 5200 })];
  const collector = collectorOf({
    policies: slow,
    sampler: 'decision_wait: 30s\ndecision_wait_after_root_received: 1s\ndecision_cache: {sampled_cache_size: 1000}',
  });
  const [finding] = findIncompleteTraces(collector, observed(classes, sampler('sampling_late_span_age_count', 3)));
  expect(finding?.why).toContain('decides 1s after a root span has come, and 3 spans came later');
  expect(finding?.why).not.toContain('decision_cache');
  expect(findIncompleteTraces(collector, observed([account('slow', 50, 50)]))).toEqual([]);
});

test("a policy on spans in error keeps what is a client's error", () => {
  const classes = [account('client-error', 80, 76, { policies: { errors: 72, slow: 4 } })];
  const [finding, ...others] = findClientErrors(collectorOf({ policies: `${errors}\n${slow}` }), observed(classes));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'problem', subject: 'errors', source: { line: 6 } });
  expect(finding?.message).toContain('kept 72 of 80 traces (90 %)');
  const right =
    '{name: errors, type: ottl_condition, ottl_condition: {span: [\'span.status.code == STATUS_CODE_ERROR and span.attributes["http.response.status_code"] >= 500\']}}';
  expect(findClientErrors(collectorOf({ policies: right }), observed(classes))).toEqual([]);
});

test('a policy that never decides is named, with the nearest attribute where it asks for one that nothing has', () => {
  const gold = '{name: gold, type: string_attribute, string_attribute: {key: customer.teir, values: [gold]}}';
  const classes = [account('error', 30, 30), account('slow', 20, 20)];
  const collector = collectorOf({ policies: `${errors}\n${slow}\n${gold}` });
  const metrics = sampler('new_trace_id_received', 500) + votes('errors', 'sampled', 30);
  const found = findIdlePolicies(collector, observed(classes, metrics));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([
    ['slow', 'warning'],
    ['gold', 'problem'],
  ]);
  expect(found[0]?.why).toBe('its threshold is 1 s; 20 traces lasted longer than 1 s');
  expect(found[1]).toMatchObject({
    why: 'no span or resource of this traffic has customer.teir',
    hint: 'The nearest that exists is customer.tier.',
    source: { line: 8 },
  });
});

test('a policy that never decides is no matter where there was nothing for it, and a note where nobody can tell', () => {
  const gold = '{name: gold, type: string_attribute, string_attribute: {key: customer.tier, values: [gold]}}';
  const collector = collectorOf({ policies: `${errors}\n${slow}\n${gold}` });
  const received = sampler('new_trace_id_received', 500);
  const found = findIdlePolicies(collector, observed([account('normal', 500, 25)], received));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([['gold', 'note']]);
  const dropped = received + votes('noise', 'dropped', 40);
  expect(findIdlePolicies(collector, observed([account('error', 40, 40)], dropped))[0]).toMatchObject({
    subject: 'errors',
    severity: 'warning',
    why: 'no policy is asked about what a drop policy takes first: noise (40)',
  });
  // Of errors that were lost is told why: that their policy was idle follows from it.
  const lost = observed([account('error', 40, 4), account('slow', 40, 4)], received);
  expect(findIdlePolicies(collector, lost).map(({ subject }) => subject)).toEqual(['gold']);
});

test('a policy of a sampler with a name is counted by a label of its own', () => {
  const collector = collectorOf({ id: 'tail_sampling/gold', policies: `${errors}\n{name: all, type: always_sample}` });
  const received = sampler('new_trace_id_received', 500);
  const ofErrors = votes('gold.errors', 'sampled', 30) + votes('gold.errors', 'not_sampled', 470);
  const metrics = received + ofErrors + votes('gold.all', 'sampled', 500);
  const seen = observed([account('error', 30, 30), account('normal', 470, 470)], metrics);
  expect(findIdlePolicies(collector, seen)).toEqual([]);
  expect(findAllDecidingPolicies(collector, seen).map(({ subject }) => subject)).toEqual(['all']);
});

test('a policy on an attribute that is like no other is a warning: it may be of services that this traffic has not', () => {
  const policy = '{name: vip, type: string_attribute, string_attribute: {key: acme.plan, values: [gold]}}';
  const seen = observed([account('normal', 500, 25)], sampler('new_trace_id_received', 500));
  expect(findIdlePolicies(collectorOf({ policies: policy }), seen)).toMatchObject([
    { severity: 'warning', why: 'no span or resource of this traffic has acme.plan' },
  ]);
});

test('a policy that claims every trace is named where others stand beside it', () => {
  const all = '{name: shop, type: string_attribute, string_attribute: {key: service.name, values: [gateway]}}';
  const metrics = votes('shop', 'sampled', 500) + votes('errors', 'sampled', 30) + votes('errors', 'not_sampled', 470);
  const found = findAllDecidingPolicies(collectorOf({ policies: `${errors}\n${all}` }), observed([], metrics));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([['shop', 'warning']]);
  expect(found[0]?.message).toContain('claimed each of 500 traces');
  const rest = '{name: rest, type: probabilistic, probabilistic: {sampling_percentage: 10}}';
  const hasty = '{name: hasty, type: latency, latency: {threshold_ms: 2}}';
  const latency = collectorOf({ policies: `${rest}\n${hasty}` });
  const ofAll = votes('hasty', 'sampled', 500) + votes('rest', 'sampled', 50) + votes('rest', 'not_sampled', 450);
  expect(findAllDecidingPolicies(latency, observed([], ofAll))).toMatchObject([
    {
      severity: 'problem',
      subject: 'hasty',
      why: 'every trace lasts longer than its threshold of 2 ms',
      hint: 'threshold_ms counts milliseconds: for 2 s write 2000. Set it to what is slow for these services.',
    },
  ]);
  expect(findAllDecidingPolicies(collectorOf({ policies: all }), observed([], metrics))).toEqual([]);
  const some = observed([], votes('shop', 'sampled', 499) + votes('shop', 'not_sampled', 1));
  expect(findAllDecidingPolicies(collectorOf({ policies: `${errors}\n${all}` }), some)).toEqual([]);
});
