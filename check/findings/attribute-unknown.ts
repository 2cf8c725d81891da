import type { Severity } from '../../lib/events/finding.ts';
import { sourceSuffix } from '../../lib/events/source-line.ts';
import { useExisting } from '../analysis/collector/attribute-changes.ts';
import { settingsIn } from '../analysis/collector/component-settings.ts';
import { isRemoval } from '../analysis/collector/removals.ts';
import { type UnknownUse, unknownUses } from '../analysis/collector/unknown-attributes.ts';
import { policiesWithout, policyVotes } from '../analysis/sampling/policy-votes.ts';
import { severities } from '../analysis/rules/reason.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
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
      'day is info. One finding lists all components and policies that use the attribute. In a condition or a policy the component has no effect.',
    example: 'attributes/redact targets http.url, but nothing in this traffic has that attribute',
    action:
      'Use the current name. If your services do send the attribute, describe them in a [traffic file](../traffic.md).',
  },
  find({ collector, observations }) {
    const { sampled } = policyVotes(observations);
    // policy-never-samples reports a policy that samples nothing for this reason.
    const idle = new Set(policiesWithout(collector, sampled).map(({ policy }) => policy.name));
    const processors = settingsIn(collector, 'processors');
    const uses = unknownUses(collector, observations)
      .filter(({ policy }) => policy === undefined || !idle.has(policy))
      .map((unknown): Use => {
        const removes = isRemoval(processors[unknown.use.component], unknown.use.key);
        return { unknown, removes, severity: severityOf(unknown, removes) };
      });
    const keys = [...new Set(uses.map(({ unknown }) => unknown.use.key))];
    const found = keys.map((key) => {
      const ofKey = uses.filter(({ unknown }) => unknown.use.key === key);
      return findingOf(key, ofKey, collector);
    });
    return asOnePrecaution(found);
  },
};

interface Use {
  unknown: UnknownUse;
  removes: boolean;
  severity: Severity;
}

/** One finding for all components and policies that use an attribute. */
function findingOf(key: string, all: readonly Use[], collector: AdaptedCollector): Found {
  const uses = all.filter(
    ({ unknown: { use } }, index) => all.findIndex((other) => other.unknown.use.component === use.component) === index,
  );
  const places = uses.map(({ unknown: { use } }) => use);
  const distinct = (texts: readonly (string | undefined)[]): string | undefined =>
    [...new Set(texts.filter((text) => text !== undefined))].join(' ') || undefined;
  const hint = distinct(uses.map(({ unknown }) => unknown.hint));
  const removes = uses.every((use) => use.removes);
  return {
    severity: severities.find((severity) => uses.some((use) => use.severity === severity)) ?? 'warning',
    subject: places.map(({ component }) => component).join(', '),
    message: messageFor(places, removes ? 'target' : 'use', [key]),
    why: distinct(uses.map(({ unknown }) => unknown.why)),
    hint,
    proposal: { changes: uses.flatMap(({ unknown }) => useExisting(collector, unknown)), length: 'short' },
    source: places[0]?.source,
    evidence:
      places.length === 1
        ? []
        : [
            {
              label: 'used by',
              text: places.map(({ component, source }) => component + sourceSuffix(source)).join(', '),
            },
          ],
    shared: removes && hint === undefined ? key : undefined,
  };
}

function messageFor(places: readonly { component: string }[], verb: string, keys: readonly string[]): string {
  const [first] = places;
  const which = keys.length === 1 ? 'that attribute' : 'these attributes';
  const users = places.length === 1 ? `${first?.component ?? ''} ${verb}s` : `${places.length} components ${verb}`;
  return `${users} ${keys.join(', ')}, but nothing in this traffic has ${which}`;
}

/** Components often remove a long list of attributes as a precaution: one finding for all of them is enough. */
function asOnePrecaution(found: readonly Found[]): Found[] {
  return found.flatMap(({ shared, ...finding }): Found[] => {
    const others = found.filter((other) => other.shared !== undefined && other.subject === finding.subject);
    if (shared === undefined || others.length === 1) return [finding];
    if (others[0]?.shared !== shared) return [];
    const keys = others.flatMap((other) => other.shared ?? []);
    const places = finding.subject.split(', ').map((component) => ({ component }));
    return [
      { ...finding, message: messageFor(places, 'target', keys), why: 'No part of this traffic has any of them.' },
    ];
  });
}

function severityOf({ policy, hint, meant, use }: UnknownUse, removes: boolean): Severity {
  // Without a similar name it may be one of the user's own, as in policy-never-samples.
  if (policy !== undefined) return hint === undefined ? 'warning' : 'error';
  if (removes || typeOf(use.component) === 'redaction') return meant.length > 0 ? 'error' : 'info';
  return 'warning';
}
