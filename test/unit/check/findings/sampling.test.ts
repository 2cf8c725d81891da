import { expect, test } from 'vitest';
import type { ProposedFinding } from '../../../../check/fixes/proposal.ts';
import { clientErrorsAsErrors } from '../../../../check/findings/client-errors-as-errors.ts';
import { type FindingDefinition, findingsOf } from '../../../../check/findings/definition.ts';
import type { FindingInputs } from '../../../../check/findings/inputs.ts';
import { policyNeverSamples } from '../../../../check/findings/policy-never-samples.ts';
import { policySamplesEverything } from '../../../../check/findings/policy-samples-everything.ts';
import { traceIncomplete } from '../../../../check/findings/trace-incomplete.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { account, collectorOf, observed, sampler, votes } from './example-inputs.ts';

type Inputs = Pick<FindingInputs, 'collector' | 'observations'>;
const finder =
  (definition: FindingDefinition<Inputs>) =>
  (collector: Inputs['collector'], observations: Inputs['observations']): Promise<Finding[]> =>
    findingsOf(definition, { collector, observations });
const incomplete = finder(traceIncomplete);
const clientErrors = finder(clientErrorsAsErrors);
const neverSamples = finder(policyNeverSamples);
const samplesEverything = finder(policySamplesEverything);

const errors = '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}';
const slow = '{name: slow, type: latency, latency: {threshold_ms: 1000}}';

test('incomplete traces are explained by a decision wait shorter than the traces, with the wait that they need', async () => {
  const classes = [
    account('slow', 50, 50, { incomplete: 12, longestIncompleteMs: 5200, examples: { incomplete: 'abc' } }),
  ];
  const late = sampler('sampling_late_span_age_count', 30);
  const collector = collectorOf({ policies: slow, sampler: 'decision_wait: 1s' });
  const [finding, ...others] = await incomplete(collector, observed(classes, late));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    severity: 'error',
    message: '12 of 50 kept traces (24%) are incomplete: slow (12)',
    source: { file: 'collector.yaml', line: 5 },
  });
  expect(finding?.why).toContain(
    'decides 1s after the first span of a trace. 1 of 1 may be incomplete by then: the longest takes 5.2s',
  );
  expect(finding?.why).toContain(
    '30 spans arrived after the decision on their trace, and tail_sampling has no decision_cache',
  );
  expect(finding?.hint).toContain('Set decision_wait to at least 12s.');
});

test('incomplete traces that are shorter than the decision wait have another cause', async () => {
  const classes = [account('slow', 50, 50, { incomplete: 12, longestIncompleteMs: 5200 })];
  const collector = collectorOf({
    policies: slow,
    sampler: 'decision_wait: 30s\ndecision_wait_after_root_received: 1s\ndecision_cache: {sampled_cache_size: 1000}',
  });
  const [finding] = await incomplete(collector, observed(classes, sampler('sampling_late_span_age_count', 3)));
  expect(finding?.why).toContain('decides 1s after the root span arrives; 3 spans arrived later');
  expect(finding?.why).not.toContain('decision_cache');
  expect(await incomplete(collector, observed([account('slow', 50, 50)]))).toEqual([]);
});

test("a policy on spans in error keeps traces with a client's error", async () => {
  const classes = [account('client-error', 80, 76, { policies: { errors: 72, slow: 4 } })];
  const [finding, ...others] = await clientErrors(collectorOf({ policies: `${errors}\n${slow}` }), observed(classes));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'info', subject: 'errors', source: { line: 6 } });
  expect(finding?.message).toContain('kept 72 of 80 traces (90%)');
  expect(finding?.hint).toBeUndefined();
  const right =
    '{name: errors, type: ottl_condition, ottl_condition: {span: [\'span.status.code == STATUS_CODE_ERROR and span.attributes["http.response.status_code"] >= 500\']}}';
  expect(await clientErrors(collectorOf({ policies: right }), observed(classes))).toEqual([]);
});

test('a condition on server errors is suggested where the kept traces show that it keeps them and no others', async () => {
  const hintOf = async (serverErrors: [error: number, client: number]): Promise<string | undefined> => {
    const classes = [
      account('error', 50, 50, { policies: { errors: 50 }, serverErrors: serverErrors[0] }),
      account('client-error', 80, 72, { policies: { errors: 72 }, serverErrors: serverErrors[1] }),
    ];
    const [finding] = await clientErrors(collectorOf({ policies: errors }), observed(classes));
    expect((finding as ProposedFinding | undefined)?.proposal?.verified).toBe(
      finding?.hint && '50 of 50 kept traces of class error meet it, and 0 of 72 of class client-error',
    );
    return finding?.hint;
  };
  expect(await hintOf([50, 0])).toContain('Use an ottl_condition');
  expect(await hintOf([49, 0])).toBeUndefined();
  expect(await hintOf([50, 40])).toBeUndefined();
});

test('a policy that never samples is reported, with the nearest attribute where it uses an unknown one', async () => {
  const gold = '{name: gold, type: string_attribute, string_attribute: {key: customer.teir, values: [gold]}}';
  const classes = [account('error', 30, 30), account('slow', 20, 20)];
  const collector = collectorOf({ policies: `${errors}\n${slow}\n${gold}` });
  const metrics = sampler('new_trace_id_received', 500) + votes('errors', 'sampled', 30);
  const found = await neverSamples(collector, observed(classes, metrics));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([
    ['slow', 'warning'],
    ['gold', 'error'],
  ]);
  expect(found[0]?.why).toBe('Its threshold is 1s; 20 traces took longer than 1s.');
  expect(found[1]).toMatchObject({
    why: 'No span or resource of this traffic has customer.teir.',
    hint: 'The nearest existing attribute is customer.tier.',
    source: { line: 8 },
  });
});

test('a policy that never samples is not reported where there was nothing for it, and info where that is unknown', async () => {
  const gold = '{name: gold, type: string_attribute, string_attribute: {key: customer.tier, values: [gold]}}';
  const collector = collectorOf({ policies: `${errors}\n${slow}\n${gold}` });
  const received = sampler('new_trace_id_received', 500);
  const found = await neverSamples(collector, observed([account('normal', 500, 25)], received));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([
    ['slow', 'info'],
    ['gold', 'info'],
  ]);
  expect(found[0]?.why).toBe('No trace of this traffic took longer than its threshold of 1s.');
  const dropped = received + votes('noise', 'dropped', 40);
  expect((await neverSamples(collector, observed([account('error', 40, 40)], dropped)))[0]).toMatchObject({
    subject: 'errors',
    severity: 'warning',
    why: 'Drop policies took traces before any other policy: noise (40).',
  });
  // traces-lost reports the cause, from which it follows that the policy sampled nothing.
  const lost = observed([account('error', 40, 4), account('slow', 40, 4)], received);
  expect((await neverSamples(collector, lost)).map(({ subject }) => subject)).toEqual(['gold']);
});

test('a policy of a sampler with a name is counted by a label of its own', async () => {
  const collector = collectorOf({ id: 'tail_sampling/gold', policies: `${errors}\n{name: all, type: always_sample}` });
  const received = sampler('new_trace_id_received', 500);
  const ofErrors = votes('gold.errors', 'sampled', 30) + votes('gold.errors', 'not_sampled', 470);
  const metrics = received + ofErrors + votes('gold.all', 'sampled', 500);
  const seen = observed([account('error', 30, 30), account('normal', 470, 470)], metrics);
  expect(await neverSamples(collector, seen)).toEqual([]);
  expect((await samplesEverything(collector, seen)).map(({ subject }) => subject)).toEqual(['all']);
});

test("a policy on an attribute without a similar one is a warning: the user's services may send it", async () => {
  const policy = '{name: vip, type: string_attribute, string_attribute: {key: acme.plan, values: [gold]}}';
  const seen = observed([account('normal', 500, 25)], sampler('new_trace_id_received', 500));
  expect(await neverSamples(collectorOf({ policies: policy }), seen)).toMatchObject([
    { severity: 'warning', why: 'No span or resource of this traffic has acme.plan.' },
  ]);
});

test('a policy that samples every trace is reported where the sampler has other policies', async () => {
  const all = '{name: shop, type: string_attribute, string_attribute: {key: service.name, values: [gateway]}}';
  const metrics = votes('shop', 'sampled', 500) + votes('errors', 'sampled', 30) + votes('errors', 'not_sampled', 470);
  const found = await samplesEverything(collectorOf({ policies: `${errors}\n${all}` }), observed([], metrics));
  expect(found.map(({ subject, severity }) => [subject, severity])).toEqual([['shop', 'warning']]);
  expect(found[0]?.message).toContain('sampled all 500 traces');
  const rest = '{name: rest, type: probabilistic, probabilistic: {sampling_percentage: 10}}';
  const hasty = '{name: hasty, type: latency, latency: {threshold_ms: 2}}';
  const latency = collectorOf({ policies: `${rest}\n${hasty}` });
  const ofAll = votes('hasty', 'sampled', 500) + votes('rest', 'sampled', 50) + votes('rest', 'not_sampled', 450);
  expect(await samplesEverything(latency, observed([], ofAll))).toMatchObject([
    {
      severity: 'error',
      subject: 'hasty',
      why: 'Every trace takes longer than its threshold of 2ms.',
      hint: 'threshold_ms is in milliseconds: for 2s write 2000.',
    },
  ]);
  expect(await samplesEverything(collectorOf({ policies: all }), observed([], metrics))).toEqual([]);
  const some = observed([], votes('shop', 'sampled', 499) + votes('shop', 'not_sampled', 1));
  expect(await samplesEverything(collectorOf({ policies: `${errors}\n${all}` }), some)).toEqual([]);
});
