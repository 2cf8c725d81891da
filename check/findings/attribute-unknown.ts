import { parse } from 'yaml';
import type { Finding, Severity } from '../../lib/events/finding.ts';
import { asArray, asObject, asString } from '../../lib/json.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import type { Observations } from '../run/observations.ts';
import { type UnknownUse, unknownUses } from '../analysis/collector/unknown-attributes.ts';
import { Counted } from '../analysis/collector/collector-counters.ts';
import { idle } from './policy-never-samples.ts';
import { withSource } from '../analysis/words.ts';

/** Processors, connectors and policies that act on attributes which nothing has. */
export function findUnknownAttributes(collector: AdaptedCollector, observations: Observations): Finding[] {
  const counted = new Counted(observations);
  const votes = counted.by('processor_tail_sampling_count_traces_sampled', 'policy', { sampled: 'true' });
  // Of a policy that never decides for this reason that is told already.
  const told = new Set(idle(collector, (label) => votes[label] ?? 0).map(({ policy }) => policy.name));
  const processors = asObject(asObject(parse(collector.text)).processors);
  const seen = new Set<string>();
  const findings = unknownUses(collector, observations).flatMap((unknown): Finding[] => {
    const { use, policy, why, hint } = unknown;
    const id = JSON.stringify([use.component, use.key]);
    if (seen.has(id) || (policy !== undefined && told.has(policy))) return [];
    seen.add(id);
    const removes = isRemoval(processors[use.component], use.key);
    return [
      {
        kind: 'attribute-unknown',
        severity: severityOf(unknown, removes),
        subject: use.component,
        message: `${use.component} ${removes ? 'is to hide' : 'acts on'} ${use.key}, which nothing in this traffic has`,
        why,
        ...(hint === undefined ? {} : { hint }),
        ...withSource(use.source),
        evidence: [],
        ...(removes && hint === undefined ? { shared: use.key } : {}),
      },
    ];
  });
  return hiddenTogether(findings);
}

/** What a component hides in case it ever comes is often a long list, of which one note is enough. */
function hiddenTogether(findings: readonly Finding[]): Finding[] {
  const keysOf = (component: string): string[] =>
    findings.flatMap(({ subject, shared }) => (subject === component && shared !== undefined ? [shared] : []));
  const told = new Set<string>();
  return findings.flatMap(({ shared, ...finding }): Finding[] => {
    const { subject } = finding;
    if (shared === undefined) return [finding];
    const keys = keysOf(subject);
    if (keys.length === 1) return [finding];
    if (told.has(subject)) return [];
    told.add(subject);
    const message = `${subject} is to hide ${keys.join(', ')}, which nothing in this traffic has`;
    return [{ ...finding, message, why: 'no part of this traffic has any of them' }];
  });
}

/** What is hidden in case it ever comes is worth a note, unless it comes by another name. */
function severityOf({ policy, meant, use }: UnknownUse, removes: boolean): Severity {
  if (policy !== undefined) return 'error';
  if (removes || typeOf(use.component) === 'redaction') return meant.length > 0 ? 'error' : 'info';
  return 'warning';
}

/** Whether a processor deletes, hashes or masks this attribute. */
function isRemoval(settings: unknown, key: string): boolean {
  const { actions, attributes } = asObject(settings);
  for (const action of [...asArray(actions), ...asArray(attributes)].map(asObject)) {
    if (asString(action.key) === key && /^(delete|hash)$/.test(asString(action.action))) return true;
  }
  return textsOf(settings).some(
    (text) => text.includes(key) && /\b(?:delete_|keep_|replace_|sha\d*\(|md5\(|hash)|redact|\*{3}/i.test(text),
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
