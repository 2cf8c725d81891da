import { formatCount, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { allPolicies, samplesAnyError } from '../analysis/sampling/policies.ts';
import { policyPath, serverErrors } from '../analysis/sampling/policy-changes.ts';
import { type Change, inCollector, type Outcome } from '../fixes/proposal.ts';
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
          hint: `Use an ottl_condition: ${serverErrors}.`,
          proposal: { changes: changesFor(policy, collector), length: 'short', outcome: keptOf },
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
      value: { error_mode: 'ignore', span: [serverErrors] },
    }),
    inCollector(collector, { op: 'remove', path: [...path, 'status_code'] }),
  ];
}

function keptOf({ classes }: Observations): Outcome {
  const of = (name: string): string => {
    const { sent = 0, kept = 0 } = classes.find((one) => one.class === name) ?? {};
    return `${formatCount(kept)} of ${plural(sent, 'trace')} of class ${name}`;
  };
  const { kept = 0 } = classes.find((one) => one.class === 'client-error') ?? {};
  return { left: kept, text: `${of('client-error')} and ${of('error')} kept` };
}
