import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCountsInText } from '../../lib/format/list.ts';
import { plural } from '../../lib/format/number.ts';
import { unknownUses } from '../analysis/collector/unknown-attributes.ts';
import { isMostlyEvicted } from '../analysis/sampling/evictions.ts';
import { isAboutErrors, labelOf, scopeOf, slowThreshold } from '../analysis/sampling/policies.ts';
import { enoughTraces, policiesWithout, policyVotes, receivedTraces } from '../analysis/sampling/policy-votes.ts';
import { useExisting } from '../analysis/collector/attribute-changes.ts';
import { policyPath } from '../analysis/sampling/policy-changes.ts';
import { inCollector, type Outcome } from '../fixes/proposal.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import type { ClassAccount, Observations } from '../run/observations.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const policyNeverSamples: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'policy-never-samples',
  category: 'sampling',
  severity: 'warning',
  summary: 'A policy of a tail sampler sampled no trace, although there were traces for it.',
  docs: {
    meaning:
      'The policy requires an attribute, a status or a latency that no trace has, or an earlier `drop` policy takes ' +
      'its traces. It is an error where the attribute exists under another name, a warning where the attribute may ' +
      'be one of your own, and info where this traffic has nothing for the policy.',
    example: 'Policy vip of type string_attribute sampled 0 of 31,200 traces',
    action:
      'Compare key and values with what your services send. If your services do send the attribute, describe them in ' +
      'a [traffic file](../traffic.md).',
  },
  find({ collector, observations }) {
    const received = receivedTraces(observations);
    if (received < enoughTraces || isMostlyEvicted(observations)) return [];
    const { sampled, dropped } = policyVotes(observations);
    return policiesWithout(collector, sampled, dropped).flatMap(({ policy }): Found[] => {
      const { name, type, source } = policy;
      const message = `Policy ${name} of type ${type} sampled 0 of ${plural(received, 'trace')}`;
      const unknown = unknownUses(collector, observations).filter((use) => use.policy === name);
      const [first] = unknown;
      if (first && isReportedAsLost(policy, observations)) return [];
      const reason = first
        ? {
            ...unknownAttribute(first.hint),
            why: unknown.map(({ why }) => why).join(' '),
            proposal: {
              changes: unknown.flatMap((one) => useExisting(collector, one)),
              length: 'whole' as const,
              outcome: votesFor(policy),
            },
          }
        : reasonOf(policy, observations, { dropped, collector });
      return reason ? [{ subject: name, message, source, ...reason }] : [];
    });
  },
};

/** traces-lost names the attributes of the policies that should have kept the traces: one cause, one finding. */
function isReportedAsLost(policy: PolicySource, { classes }: Observations): boolean {
  const isLost = (name: string): boolean => {
    const { sent = 0, kept = 0, lostInScope } = classes.find((one) => one.class === name) ?? {};
    return kept < sent && lostInScope !== undefined && lostInScope > 0;
  };
  if (scopeOf(policy).length > 0) return false;
  return (isAboutErrors(policy) && isLost('error')) || (slowThreshold(policy) !== undefined && isLost('slow'));
}

/** An attribute without a similar name may be the user's own, which only the simulated traffic lacks. */
function unknownAttribute(hint: string | undefined): Pick<Found, 'severity' | 'hint'> {
  if (hint !== undefined) return { severity: 'error', hint };
  return {
    severity: 'warning',
    hint:
      'If your services send it, describe them in a traffic file (docs/traffic.md); otherwise the policy never ' +
      'samples a trace.',
  };
}

/** Why a policy may have sampled nothing; undefined where the traffic had nothing for it, such as no errors. */
function reasonOf(
  policy: PolicySource,
  observations: Observations,
  { dropped, collector }: { dropped: Readonly<Record<string, number>>; collector: AdaptedCollector },
): Pick<Found, 'severity' | 'why' | 'hint' | 'proposal'> | undefined {
  const { classes, slowMs } = observations;
  const accountOf = (name: string): ClassAccount | undefined => classes.find((one) => one.class === name);
  const sent = (name: string): number => accountOf(name)?.sent ?? 0;
  const isLost = (name: string): boolean => (accountOf(name)?.kept ?? 0) < sent(name);
  const threshold = slowThreshold(policy);
  const isForErrors = isAboutErrors(policy);
  const [slow, errors] = [sent('slow'), sent('error')];
  if (threshold !== undefined && slow === 0 && !(isForErrors && errors > 0)) {
    return {
      severity: 'info',
      why: `No trace of this traffic took longer than its threshold of ${formatDuration(threshold)}.`,
      hint: 'To test it, describe a longer latency in the faults of a traffic file (docs/traffic.md).',
    };
  }
  if (isForErrors && errors === 0 && threshold === undefined) return undefined;
  // traces-lost reports the cause; that the policy sampled nothing follows from it.
  if ((isForErrors && isLost('error')) || (threshold !== undefined && isLost('slow'))) return undefined;
  const isAbout = isForErrors || threshold !== undefined;
  if (isAbout ? Object.keys(dropped).length > 0 : isMostlyDropped(dropped, observations)) {
    return {
      why: `Drop policies took traces before any other policy: ${formatCountsInText(dropped)}.`,
      hint: 'Check whether they drop the traces that this policy is for.',
    };
  }
  if (threshold !== undefined) {
    const why =
      `Its threshold is ${formatDuration(threshold)}; ${plural(slow, 'trace')} took longer than ` +
      `${formatDuration(slowMs)}.`;
    const path = [...policyPath(collector, policy), 'latency', 'threshold_ms'];
    const changes = policy.type === 'latency' ? [inCollector(collector, { op: 'set', path, value: slowMs })] : [];
    const hint = changes.length > 0 ? `Set threshold_ms to ${slowMs}.` : undefined;
    return { why, hint, proposal: { changes, length: 'whole', outcome: votesFor(policy) } };
  }
  if (isForErrors) {
    return {
      why: `The traffic had ${plural(errors, 'trace')} of class error, and none met its condition.`,
      hint: 'Compare its condition with the attributes of such a trace.',
    };
  }
  return {
    severity: 'info',
    why: 'Nothing in this traffic meets its condition.',
    hint: 'To test it, describe traffic for it in a traffic file (docs/traffic.md).',
  };
}

/** Whether drop policies took so many traces that those of another policy are likely among them. */
function isMostlyDropped(dropped: Readonly<Record<string, number>>, observations: Observations): boolean {
  const count = Object.values(dropped).reduce((sum, one) => sum + one, 0);
  return count > receivedTraces(observations) / 2;
}

/** How many traces a policy sampled; one without any is left. */
function votesFor(policy: PolicySource): (observations: Observations) => Outcome {
  return (observations) => {
    const count = policyVotes(observations).sampled[labelOf(policy)] ?? 0;
    return { left: count === 0 ? 1 : 0, text: `it samples ${plural(count, 'trace')}` };
  };
}
