import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatList } from '../../../lib/format/list.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { CheckResults } from '../../results.ts';
import type { ExampleTrace } from '../../run/traces/example-traces.ts';
import { evictions } from './evictions.ts';
import { boundOf } from './policies.ts';
import { traceProcessors } from './trace-path.ts';
import type { TraceVotes } from './trace-votes.ts';

type Policies = TraceVotes['policies'];

/**
 * Why a trace was kept or dropped, or is incomplete, in a few sentences: what its policies and filters say about the spans
 * that its services sent.
 */
export function explainTrace(example: ExampleTrace, results: CheckResults): string {
  const { outcome, policy, votes } = example;
  if (outcome === 'incomplete') return explainIncomplete(example, results);
  if (outcome === 'kept') {
    if (policy === undefined) return 'No tail sampler decided on it: the Collector exported it.';
    const found = votes.policies.find((one) => one.policy.name === policy);
    const bound = found && boundOf(found.policy);
    return `Policy ${policy} sampled it${bound === undefined ? '' : ` (${bound})`}.`;
  }
  return dropped(example, votes) ?? noMatch(votes.policies) ?? lostAnyway(votes.policies, results);
}

/** A filter or drop policy that certainly drops it, or else one that may. */
function dropped({ spans }: ExampleTrace, { policies, filters }: TraceVotes): string | undefined {
  const filter = filters.find((one) => one.dropped === spans.length);
  if (filter) return `Processor ${filter.id} drops all of its spans.`;
  const drops = policies.filter(({ policy, matches }) => policy.type === 'drop' && matches !== false);
  const certain = drops.find(({ matches }) => matches === true);
  if (certain) return `Policy ${certain.policy.name} drops it, whatever the other policies say.`;
  const parts = [
    ...drops.map(({ policy }) => `policy ${policy.name}`),
    ...filters.map(({ id, dropped: count, unknown }) => `processor ${id}, for ${count + unknown} of its spans`),
  ];
  if (parts.length === 0) return undefined;
  return `What may have dropped it: ${formatList(parts)}.`;
}

/** A sampler without a policy that matches; what it keeps at random it did not select. */
function noMatch(policies: Policies): string | undefined {
  const samplers = [...new Set(policies.map(({ sampler }) => sampler))];
  for (const sampler of samplers) {
    const own = policies.filter((one) => one.sampler === sampler && one.policy.type !== 'drop');
    if (own.some(({ matches }) => matches === true)) continue;
    const of = samplers.length > 1 ? ` of ${sampler.id}` : '';
    const unknown = own.filter(({ matches }) => matches === undefined);
    if (unknown.length === 0) return `No policy${of} matches it.`;
    const limited = unknown.map(({ policy }) => {
      const bound = boundOf(policy);
      return bound === undefined
        ? `${policy.name}, whose condition a check does not evaluate`
        : `${policy.name} (${bound})`;
    });
    const others = own.length > unknown.length ? ` No other policy${of} matches it.` : '';
    return `It was not sampled by ${formatList(limited)}.${others}`;
  }
  return undefined;
}

/** Some policy of each sampler matches, or there is no sampler. */
function lostAnyway(policies: Policies, { collector, observations }: CheckResults): string {
  const names = policies.flatMap(({ policy, matches }) =>
    matches === true && policy.type !== 'drop' ? [policy.name] : [],
  );
  const random = traceProcessors(collector.pipelines).filter((id) => typeOf(id) === 'probabilistic_sampler');
  const atRandom = random.length === 0 ? [] : [`${formatList(random)} samples at random.`];
  if (names.length === 0) return ['No exporter sent any span of it.', ...atRandom].join(' ');
  const { evicted, received } = evictions(observations);
  const lost = `${formatList(names)} ${names.length === 1 ? 'matches' : 'match'} it as its services sent it, and yet no exporter sent any span of it.`;
  if (evicted > 0)
    return `${lost} The tail sampler evicted ${formatCount(evicted)} of ${plural(received, 'trace')} before it decided.`;
  return [
    lost,
    'Either the sampler did not see what the policy asks for, or the trace was lost elsewhere.',
    ...atRandom,
  ].join(' ');
}

function explainIncomplete({ spans, exported, policy, votes }: ExampleTrace, { collector }: CheckResults): string {
  const missing = exported.filter((one) => !one).length;
  const ms = Math.max(...spans.map(({ record }) => record.end)) - Math.min(...spans.map(({ record }) => record.start));
  const waits = collector.samplers.map(({ decisionWaitMs }) => decisionWaitMs);
  const isLonger = waits.some((wait) => ms > wait);
  const filters = votes.filters.filter((one) => one.dropped > 0);
  return [
    `${formatCount(missing)} of ${plural(spans.length, 'span')} did not leave the Collector.`,
    ...(policy === undefined ? [] : [`Policy ${policy} sampled the others.`]),
    ...filters.map((one) => `Processor ${one.id} drops ${plural(one.dropped, 'span')} of it.`),
    ...(isLonger
      ? [`The trace takes ${formatDuration(ms)}, and the sampler waits for ${formatDuration(Math.min(...waits))}.`]
      : []),
  ].join(' ');
}
