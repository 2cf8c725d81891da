import { formatCount, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { allPolicies, samplesAnyError } from '../analysis/sampling/policies.ts';
import { policyPath, serverErrorPolicy, serverErrors } from '../analysis/sampling/policy-changes.ts';
import { type Change, inCollector } from '../fixes/proposal.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import type { Observations } from '../run/observations.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const clientErrorsAsErrors: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'client-errors-as-errors',
  category: 'sampling',
  severity: 'info',
  summary: 'A policy for errors also keeps traces whose only error is a 4xx response.',
  docs: {
    meaning:
      'By the semantic conventions a client span is in error on any 4xx response, so `status_codes: [ERROR]` keeps ' +
      'every trace with a 404. Some want that; `classes: {client-error: "<= 10%"}` under `expect` in ' +
      '[sandbox.yaml](../sandbox-yaml.md) fails the check if too many are kept.',
    example: 'Policy errors kept 72 of 80 traces (90%) whose only error is a 4xx response',
    action: `Use an \`ottl_condition\` policy: \`${serverErrors}\`.`,
  },
  find({ collector, observations }) {
    const account = observations.classes.find((one) => one.class === 'client-error');
    if (!account) return [];
    return allPolicies(collector).flatMap(({ policy }): Found[] => {
      const { name, type, source } = policy;
      const { sent } = account;
      const kept = account.policies[name] ?? 0;
      if (kept === 0 || !samplesAnyError(policy)) return [];
      return [
        {
          subject: name,
          message:
            `Policy ${name} kept ${formatCount(kept)} of ${plural(sent, 'trace')} ` +
            `(${formatPercent(kept / sent)}) whose only error is a 4xx ` +
            'response',
          why: `It is of type ${type} and matches any span in error; a client span is in error on any 4xx.`,
          ...suggestion(policy, collector, observations),
          source,
        },
      ];
    });
  },
};

/** Another type for a policy on the status alone. */
function changesFor(policy: PolicySource, collector: AdaptedCollector): Change[] {
  if (policy.type !== 'status_code') return [];
  const path = policyPath(collector, policy);
  return [
    inCollector(collector, { op: 'set', path: [...path, 'type'], value: 'ottl_condition' }),
    inCollector(collector, {
      op: 'set',
      path: [...path, 'ottl_condition'],
      value: serverErrorPolicy.ottl_condition,
    }),
    inCollector(collector, { op: 'remove', path: [...path, 'status_code'] }),
  ];
}

/**
 * A condition on server errors in place of any error. Evaluating it on the traces that were kept shows what it keeps of
 * them, so no simulation is needed.
 */
function suggestion(
  policy: PolicySource,
  collector: AdaptedCollector,
  { classes }: Observations,
): Pick<Found, 'hint' | 'proposal'> {
  const of = (name: string): [number, number] => {
    const { kept = 0, serverErrors: met = 0 } = classes.find((one) => one.class === name) ?? {};
    return [met, kept];
  };
  const [[errors, keptErrors], [others, keptOthers]] = [of('error'), of('client-error')];
  // Without kept errors nothing shows that it keeps them.
  if (keptErrors === 0 || errors < keptErrors || others * 2 > keptOthers) return {};
  const verified =
    `${formatCount(errors)} of ${plural(keptErrors, 'kept trace')} of class error meet it, and ${formatCount(others)} of ` +
    `${formatCount(keptOthers)} of class client-error`;
  const changes = changesFor(policy, collector);
  const what = policy.type === 'ottl_condition' ? 'Use the condition' : 'Use an ottl_condition:';
  return { hint: `${what} ${serverErrors}.`, proposal: { changes, length: 'short', verified } };
}
