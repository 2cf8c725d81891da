import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatList } from '../../../lib/format/list.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { CheckResults } from '../../results.ts';
import type { ExampleTrace } from '../../run/traces/example-traces.ts';
import { evictions } from './evictions.ts';
import { boundOf } from './policies.ts';
import { traceProcessors } from './trace-path.ts';
import { durationOf } from './trace-spans.ts';
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
  const certain = certainDrop(example);
  if (certain !== undefined) return certain;
  return [noMatch(votes.policies) ?? lostAnyway(votes.policies, results), ...possibleDrops(votes)].join(' ');
}

/** A filter or drop policy that drops it without doubt. */
function certainDrop({ spans, votes: { policies, filters } }: ExampleTrace): string | undefined {
  const filter = filters.find((one) => one.dropped === spans.length);
  if (filter) return `Processor ${filter.id} drops all of its spans.`;
  const drop = policies.find(({ policy, matches }) => policy.type === 'drop' && matches === true);
  return drop && `Policy ${drop.policy.name} drops it, whatever the other policies say.`;
}

/** The filters that drop a part of it, and what may have dropped it. */
function possibleDrops({ policies, filters }: TraceVotes): string[] {
  const possible = [
    ...policies.flatMap(({ policy, matches }) =>
      policy.type === 'drop' && matches === undefined ? [`policy ${policy.name}`] : [],
    ),
    ...filters.flatMap(({ id, unknown }) => (unknown > 0 ? [`processor ${id}`] : [])),
  ];
  return [
    ...partlyDropped(filters),
    ...(possible.length === 0 ? [] : [`It may have been dropped by ${formatList(possible)}.`]),
  ];
}

function partlyDropped(filters: TraceVotes['filters']): string[] {
  return filters.flatMap(({ id, dropped }) =>
    dropped > 0 ? [`Processor ${id} drops ${formatCount(dropped)} of its spans.`] : [],
  );
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
    const limited = unknown.map(
      ({ policy }) => `${policy.name} (${boundOf(policy) ?? 'a check does not evaluate it'})`,
    );
    const others = own.length > unknown.length ? ` No other policy${of} matches it.` : '';
    return `${policiesText(limited)} did not sample it.${others}`;
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
  const match = names.length === 1 ? 'matches' : 'match';
  const lost = `${policiesText(names)} ${match} the trace as its services sent it, but no exporter sent any span of it.`;
  if (evicted > 0)
    return `${lost} The tail sampler evicted ${formatCount(evicted)} of ${plural(received, 'trace')} before it decided.`;
  return [
    lost,
    'Either the sampler did not see what the policy asks for, or the trace was lost elsewhere.',
    ...atRandom,
  ].join(' ');
}

function policiesText(names: readonly string[]): string {
  return `${names.length === 1 ? 'Policy' : 'Policies'} ${formatList(names)}`;
}

function explainIncomplete({ spans, exported, policy, votes }: ExampleTrace, { collector }: CheckResults): string {
  const missing = exported.filter((one) => !one).length;
  const ms = durationOf(spans);
  const waits = collector.samplers.map(({ decisionWaitMs }) => decisionWaitMs);
  const isLonger = waits.some((wait) => ms > wait);
  return [
    `${formatCount(missing)} of ${plural(spans.length, 'span')} did not leave the Collector.`,
    ...(policy === undefined ? [] : [`Policy ${policy} sampled the others.`]),
    ...partlyDropped(votes.filters),
    ...(isLonger
      ? [`The trace lasts ${formatDuration(ms)}, and the sampler decides after ${formatDuration(Math.min(...waits))}.`]
      : []),
  ].join(' ');
}
