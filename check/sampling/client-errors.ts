import type { Finding } from '../../lib/events/finding.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Observations } from '../run/observations.ts';
import { allPolicies, claimsAnyError } from './policies.ts';
import { share, traces, withSource } from './words.ts';

const condition =
  'span.status.code == STATUS_CODE_ERROR and (span.attributes["http.response.status_code"] == nil or span.attributes["http.response.status_code"] >= 500)';

/** Policies on errors that keep what is a client's error: a 404 inside makes the span of the call to it one in error. */
export function findClientErrors(collector: AdaptedCollector, observations: Observations): Finding[] {
  const account = observations.classes.find((one) => one.class === 'client-error');
  if (!account) return [];
  return allPolicies(collector).flatMap(({ policy }): Finding[] => {
    const kept = account.policies[policy.name] ?? 0;
    if (kept === 0 || !claimsAnyError(policy)) return [];
    const { name, type, source } = policy;
    return [
      {
        kind: 'client-errors-as-errors',
        severity: 'problem',
        subject: name,
        message:
          `Policy ${name} kept ${kept} of ${traces(account.sent)} (${share(kept, account.sent)}) ` +
          "in which nothing is wrong but a 4xx, a client's error",
        why: `it is of type ${type} and asks for spans in error, which a client span is on any 4xx`,
        hint: `Use an ottl_condition instead: ${condition}`,
        ...withSource(source),
        evidence: [],
      },
    ];
  });
}
