import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatList } from '../../../lib/format/list.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { AdaptedCollector, PolicySource } from '../../inputs/collector/adapted-collector.ts';
import type { ClassAccount, Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { unknownUses } from '../collector/unknown-attributes.ts';
import { inCollector } from '../../fixes/proposal.ts';
import { useExisting } from '../collector/attribute-changes.ts';
import { policyPath } from './policy-changes.ts';
import type { Cause } from './cause.ts';
import { shortDecisionWaits, shortRootWaits } from './decision-wait.ts';
import { pipelineLosses } from './pipeline-losses.ts';
import { labelOf, slowThreshold } from './policies.ts';
import { type SplitInputs, traceSplits } from './split-traces.ts';

/** Why traces of a class were lost although `policies` keep that class; never empty. */
export function lostClassCauses(
  account: ClassAccount,
  policies: readonly PolicySource[],
  inputs: SplitInputs & { observations: Observations },
): Cause[] {
  const { tiers, collector, observations } = inputs;
  const { class: name, sent, kept } = account;
  const names = policies.map((policy) => policy.name);
  const head = headSampled(account, observations, names);
  // Where head sampling explains every lost trace, no other loss concerns this class.
  if (head && (observations.headDropped?.[name] ?? 0) >= sent - kept) return [head];
  const unmet = unmetCondition(policies, collector, observations);
  // A policy whose attribute no trace has samples nothing, whatever else happens to the traces.
  if (unmet.isUnknown) return [...(head ? [head] : []), unmet];
  const agents = tiers && observations.agents ? { ...observations, ...observations.agents } : undefined;
  const causes = [
    ...(head ? [head] : []),
    ...(tiers && agents ? pipelineLosses(tiers.agent, agents, { names, account }) : []),
    ...traceSplits(inputs).map(({ cause }) => cause),
    ...highThresholds(account, policies, collector, observations),
    ...earlyDecisions(account, collector, observations),
    ...pipelineLosses(collector, observations, { names, account }),
  ];
  return causes.length > 0 ? causes : [unmet];
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
  };
}

/** A latency policy whose threshold is above the duration from which the traffic counts a trace as slow. */
function highThresholds(
  { class: name }: ClassAccount,
  policies: readonly PolicySource[],
  collector: AdaptedCollector,
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
        hint: `Set threshold_ms of ${policy.name} to ${slowMs}.`,
        changes:
          policy.type === 'latency'
            ? [
                inCollector(collector, {
                  op: 'set',
                  path: [...policyPath(collector, policy), 'latency', 'threshold_ms'],
                  value: slowMs,
                }),
              ]
            : [],
        source: policy.source,
      },
    ];
  });
}

/** A decision before a trace is complete is made on part of it, and late spans follow that decision. */
function earlyDecisions(
  { lostMs = [] }: ClassAccount,
  collector: AdaptedCollector,
  observations: Observations,
): Cause[] {
  const late = new CollectorCounters(observations).sum('processor_tail_sampling_sampling_late_span_age_count');
  if (late === 0) return [];
  const waits = shortDecisionWaits(collector, lostMs);
  if (waits.length === 0) return shortRootWaits(collector, late);
  const arrived = `${plural(late, 'span')} arrived after the decision on their trace.`;
  return waits.map((wait) => ({ ...wait, text: `${wait.text} ${arrived}` }));
}

function unmetCondition(
  policies: readonly PolicySource[],
  collector: AdaptedCollector,
  observations: Observations,
): Cause & { isUnknown: boolean } {
  const counters = new CollectorCounters(observations);
  const votes = counters.by('processor_tail_sampling_count_traces_sampled', 'policy', { sampled: 'true' });
  const sampled = policies
    .map(
      (policy) =>
        `Policy ${policy.name}${sourceSuffix(policy.source)} sampled ${plural(votes[labelOf(policy)] ?? 0, 'trace')}.`,
    )
    .join(' ');
  const uses = unknownUses(collector, observations).filter(({ policy }) =>
    policies.some(({ name }) => name === policy),
  );
  const [unknown] = uses;
  if (unknown) {
    const hints = uses.flatMap(({ hint }) => hint ?? []);
    return {
      isUnknown: policies.every(
        (one) => (votes[labelOf(one)] ?? 0) === 0 && uses.some(({ policy }) => policy === one.name),
      ),
      text: `${sampled} ${[...new Set(uses.map(({ why }) => why))].join(' ')}`,
      changes: uses.flatMap((one) => useExisting(collector, one)),
      hint: hints.length > 0 ? hints.join(' ') : undefined,
      source: unknown.use.source ?? policies[0]?.source,
    };
  }
  return {
    isUnknown: false,
    text: `${sampled} The lost traces do not meet its condition.`,
    look: 'Compare the condition with the attributes of a lost trace.',
    source: policies[0]?.source,
  };
}
