import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatList } from '../../../lib/format/list.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { AdaptedCollector, PolicySource } from '../../inputs/collector/adapted-collector.ts';
import type { ClassAccount, Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { unknownUses } from '../collector/unknown-attributes.ts';
import type { Cause } from './cause.ts';
import { shortDecisionWaits, shortRootWaits } from './decision-wait.ts';
import { pipelineLosses } from './pipeline-losses.ts';
import { labelOf, slowThreshold } from './policies.ts';

/** Why traces of a class were lost although `policies` keep that class; never empty. */
export function lostClassCauses(
  account: ClassAccount,
  policies: readonly PolicySource[],
  collector: AdaptedCollector,
  observations: Observations,
): Cause[] {
  const { class: name, sent, kept } = account;
  const names = policies.map((policy) => policy.name);
  const head = headSampled(account, observations, names);
  // Where head sampling explains every lost trace, no other loss concerns this class.
  if (head && (observations.headDropped?.[name] ?? 0) >= sent - kept) return [head];
  const causes = [
    ...(head ? [head] : []),
    ...highThresholds(account, policies, observations),
    ...earlyDecisions(account, collector, observations),
    ...pipelineLosses(collector, observations, names),
  ];
  return causes.length > 0 ? causes : [unmetCondition(policies, collector, observations)];
}

function headSampled(
  { class: name, sent, kept }: ClassAccount,
  { headDropped = {} }: Observations,
  policies: readonly string[],
): Cause | undefined {
  const dropped = headDropped[name] ?? 0;
  if (dropped === 0) return undefined;
  return {
    text:
      `Head sampling dropped ${formatCount(dropped)} of them (${formatPercent(dropped / sent)}) before the tail ` +
      `sampler; ` +
      `of the ${sent - dropped} that reached it ${kept} were kept. ` +
      `Without head sampling ${formatList(policies)} would decide on all ${formatCount(sent)}.`,
    hint: 'Sample at the tail only: let the SDKs send every trace (parentbased_always_on).',
  };
}

/** A latency policy whose threshold is above the duration from which the traffic counts a trace as slow. */
function highThresholds(
  { class: name }: ClassAccount,
  policies: readonly PolicySource[],
  { slowMs }: Observations,
): Cause[] {
  if (name !== 'slow') return [];
  return policies.flatMap((policy) => {
    const threshold = slowThreshold(policy) ?? 0;
    if (threshold <= slowMs) return [];
    return [
      {
        text:
          `Policy ${policy.name}${sourceSuffix(policy.source)} samples from ${formatDuration(threshold)} on, ` +
          `but this traffic counts ` +
          `a trace as slow from ${formatDuration(slowMs)} on.`,
        hint: `Lower threshold_ms of ${policy.name}, or raise the duration from which the traffic is slow.`,
        source: policy.source,
      },
    ];
  });
}

/** A decision before a trace is complete is made on part of it, and late spans follow that decision. */
function earlyDecisions(
  { longestLostMs }: ClassAccount,
  collector: AdaptedCollector,
  observations: Observations,
): Cause[] {
  const late = new CollectorCounters(observations).sum('processor_tail_sampling_sampling_late_span_age_count');
  if (late === 0) return [];
  const waits = longestLostMs === undefined ? [] : shortDecisionWaits(collector, longestLostMs);
  return waits.length > 0
    ? waits.map((wait) => ({
        ...wait,
        text: `${wait.text} ${plural(late, 'span')} arrived after the decision on their trace.`,
      }))
    : shortRootWaits(collector, late);
}

function unmetCondition(
  policies: readonly PolicySource[],
  collector: AdaptedCollector,
  observations: Observations,
): Cause {
  const counters = new CollectorCounters(observations);
  const votes = counters.by('processor_tail_sampling_count_traces_sampled', 'policy', { sampled: 'true' });
  const sampled = policies
    .map(
      (policy) =>
        `Policy ${policy.name}${sourceSuffix(policy.source)} sampled ${plural(votes[labelOf(policy)] ?? 0, 'trace')}.`,
    )
    .join(' ');
  const unknown = unknownUses(collector, observations).find(({ policy }) =>
    policies.some(({ name }) => name === policy),
  );
  if (unknown) {
    return {
      text: `${sampled} ${unknown.why}`,
      hint: unknown.hint ?? `Use an existing attribute in place of ${unknown.use.key}.`,
      source: unknown.use.source ?? policies[0]?.source,
    };
  }
  return {
    text: `${sampled} The lost traces do not meet its condition.`,
    hint: 'Compare the condition with the attributes of a lost trace.',
    source: policies[0]?.source,
  };
}
