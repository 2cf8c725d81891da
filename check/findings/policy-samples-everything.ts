import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { plural } from '../../lib/format/number.ts';
import { isLimited, labelOf, allPolicies, slowThreshold } from '../analysis/sampling/policies.ts';
import { enoughTraces, policyVotes } from '../analysis/sampling/policy-votes.ts';
import { policyPath } from '../analysis/sampling/policy-changes.ts';
import { type Change, inCollector, type Outcome } from '../fixes/proposal.ts';
import type { Observations } from '../run/observations.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const policySamplesEverything: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'policy-samples-everything',
  category: 'sampling',
  severity: 'warning',
  summary: 'One policy sampled every trace, so the other policies have no effect.',
  docs: {
    meaning:
      'Sampling is off in effect. It is an error next to a probabilistic or rate-limiting policy, which shows that ' +
      'not everything was to be kept.',
    example: 'Policy everything sampled all 31,200 traces, so the other policies of tail_sampling have no effect',
    action:
      'Remove an `always_sample` that was left from a trial; check the unit of `threshold_ms`; select a route at the ' +
      'root span and not at any span.',
  },
  find({ collector, observations }) {
    const { sampled, evaluated } = policyVotes(observations);
    return allPolicies(collector).flatMap(({ policy, sampler }): Found[] => {
      const { name, type, source } = policy;
      const all = evaluated[labelOf(policy)] ?? 0;
      if (type === 'drop' || isLimited(policy) || all < enoughTraces || sampled[labelOf(policy)] !== all) return [];
      const others = sampler.policies.filter((other) => other.name !== name && other.type !== 'drop');
      if (others.length === 0) return [];
      return [
        {
          severity: others.some((other) => isLimited(other)) ? 'error' : 'warning',
          subject: name,
          message:
            `Policy ${name} sampled all ${plural(all, 'trace')}, so the other policies of ${sampler.id} ` +
            `have no effect`,
          why: whyAll(policy),
          hint: hintFor(policy),
          proposal: { changes: changesFor(policy, collector), length: 'short', outcome: keptOf },
          source,
          evidence: [{ label: 'other policies', text: others.map((other) => other.name).join(', ') }],
        },
      ];
    });
  },
};

function whyAll(policy: PolicySource): string {
  const { type } = policy;
  if (type === 'latency')
    return `Every trace takes longer than its threshold of ${formatDuration(slowThreshold(policy) ?? 0)}.`;
  if (type === 'always_sample')
    return 'always_sample samples every trace, and one policy that samples a trace is enough.';
  return type.endsWith('_attribute')
    ? 'Every trace has the attribute: the policy searches all spans and resources of a trace.'
    : 'Every trace meets its condition.';
}

/** Undefined where it depends on what is meant. */
function hintFor(policy: PolicySource): string | undefined {
  const { name, type } = policy;
  const threshold = slowThreshold(policy);
  if (type === 'always_sample') return `Remove ${name} to keep less.`;
  if (type === 'latency' && threshold !== undefined) {
    return threshold > 0 && threshold < 60
      ? `threshold_ms is in milliseconds: for ${threshold}s write ${1000 * threshold}.`
      : undefined;
  }
  return undefined;
}

/** The hint as changes; none where it depends on what is meant. */
function changesFor(policy: PolicySource, collector: AdaptedCollector): Change[] {
  const path = policyPath(collector, policy);
  const threshold = slowThreshold(policy) ?? 0;
  if (policy.type === 'always_sample') return [inCollector(collector, { op: 'remove', path })];
  if (policy.type !== 'latency' || threshold <= 0 || threshold >= 60) return [];
  return [inCollector(collector, { op: 'set', path: [...path, 'latency', 'threshold_ms'], value: 1000 * threshold })];
}

function keptOf({ classes }: Observations): Outcome {
  const sum = (of: 'sent' | 'kept'): number => classes.reduce((all, one) => all + one[of], 0);
  return { left: sum('kept'), text: `${formatPercent(sum('kept') / Math.max(1, sum('sent')))} of the traces kept` };
}
