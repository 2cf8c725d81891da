import type { Severity } from '../../lib/events/finding.ts';
import { useExisting } from '../analysis/collector/attribute-changes.ts';
import { settingsIn } from '../analysis/collector/component-settings.ts';
import { isRemoval } from '../analysis/collector/removals.ts';
import { type UnknownUse, unknownUses } from '../analysis/collector/unknown-attributes.ts';
import { policiesWithout, policyVotes } from '../analysis/sampling/policy-votes.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const attributeUnknown: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'attribute-unknown',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'A processor, connector or policy uses an attribute that no telemetry has.',
  docs: {
    meaning:
      'The attribute was renamed (`http.url` is now `url.full`), is misspelled, or is not part of this traffic. ' +
      'Where a component removes or masks the attribute and it exists under another name, the data is exported: that ' +
      'is an error, unless the component names the current attribute, too. Removing an attribute that may appear some ' +
      'day is info. In a condition or a policy the component has no effect.',
    example: 'attributes/redact targets http.url, but nothing in this traffic has that attribute',
    action:
      'Use the current name. If your services do send the attribute, describe them in a [traffic file](../traffic.md).',
  },
  find({ collector, observations }) {
    const { sampled } = policyVotes(observations);
    // policy-never-samples reports a policy that samples nothing for this reason.
    const idle = new Set(policiesWithout(collector, sampled).map(({ policy }) => policy.name));
    const processors = settingsIn(collector, 'processors');
    const seen = new Set<string>();
    const found = unknownUses(collector, observations).flatMap((unknown): Found[] => {
      const { use, policy, why, hint } = unknown;
      const id = JSON.stringify([use.component, use.key]);
      if (seen.has(id) || (policy !== undefined && idle.has(policy))) return [];
      seen.add(id);
      const removes = isRemoval(processors[use.component], use.key);
      return [
        {
          severity: severityOf(unknown, removes),
          subject: use.component,
          message: messageFor(use.component, removes ? 'targets' : 'uses', [use.key]),
          why,
          hint,
          proposal: { changes: useExisting(collector, unknown), length: 'short' },
          source: use.source,
          shared: removes && hint === undefined ? use.key : undefined,
        },
      ];
    });
    return grouped(found);
  },
};

function messageFor(component: string, verb: string, keys: readonly string[]): string {
  const which = keys.length === 1 ? 'that attribute' : 'these attributes';
  return `${component} ${verb} ${keys.join(', ')}, but nothing in this traffic has ${which}`;
}

/** One component often removes a long list of attributes as a precaution: one finding for all of them is enough. */
function grouped(found: readonly Found[]): Found[] {
  const keysOf = (component: string): string[] =>
    found.flatMap(({ subject, shared }) => (subject === component && shared !== undefined ? [shared] : []));
  const reported = new Set<string>();
  return found.flatMap(({ shared, ...finding }): Found[] => {
    const { subject } = finding;
    if (shared === undefined) return [finding];
    const keys = keysOf(subject);
    if (keys.length === 1) return [finding];
    if (reported.has(subject)) return [];
    reported.add(subject);
    const why = 'No part of this traffic has any of them.';
    return [{ ...finding, message: messageFor(subject, 'targets', keys), why }];
  });
}

function severityOf({ policy, hint, meant, use }: UnknownUse, removes: boolean): Severity {
  // Without a similar name it may be one of the user's own, as in policy-never-samples.
  if (policy !== undefined) return hint === undefined ? 'warning' : 'error';
  if (removes || typeOf(use.component) === 'redaction') return meant.length > 0 ? 'error' : 'info';
  return 'warning';
}
