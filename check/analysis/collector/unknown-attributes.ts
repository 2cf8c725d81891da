import { formatList } from '../../../lib/format/list.ts';
import { nearestTypo } from '../../../lib/nearest.ts';
import type { AdaptedCollector, AttributeUse } from '../../inputs/collector/adapted-collector.ts';
import type { AttributeNames, Observations } from '../../run/observations.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { currentType } from '../../inputs/collector/component-types.ts';
import { idleComponents } from './idle-components.ts';
import { renamedTo } from './renamed-attributes.ts';

/** A use of an attribute that nothing in the traffic has, and what was probably meant. */
export interface UnknownUse {
  use: AttributeUse;
  /** The sampling policy that uses it, if one does. */
  policy: string | undefined;
  /** A sentence. */
  why: string;
  hint: string | undefined;
  /** Existing attributes that were probably meant. */
  meant: readonly string[];
}

const owners: readonly (keyof AttributeNames)[] = ['resource', 'span', 'spanEvent', 'log', 'datapoint'];
/** Where a policy of a tail sampler looks by default. */
const ofTraces: readonly (keyof AttributeNames)[] = ['resource', 'span'];
const labels: Readonly<Record<AttributeUse['on'], string>> = {
  resource: 'resource',
  span: 'span',
  spanEvent: 'span event',
  log: 'log record',
  datapoint: 'data point',
  any: 'span, log record, data point or resource',
};

/** Every use of an attribute that the traffic does not have and no component adds. */
export function unknownUses(collector: AdaptedCollector, { attributes }: Observations): UnknownUse[] {
  const { attributes: uses } = collector;
  const idle = idleComponents(collector);
  return uses.flatMap((use): UnknownUse[] => {
    if (use.writes || idle.has(use.component)) return [];
    const anywhere = policyOf(use) === undefined ? owners : ofTraces;
    const known = new Set(use.on === 'any' ? anywhere.flatMap((owner) => [...attributes[owner]]) : attributes[use.on]);
    for (const other of uses) if (other.writes && (use.on === 'any' || isOn(other, use.on))) known.add(other.key);
    if (known.has(use.key) || hasCurrentName(use, uses, known)) return [];
    const others = uses.filter(({ component }) => component === use.component).map(({ key }) => key);
    const unknown = explain(use, known, attributes, others);
    return unknown.meant.length === 0 && mayBeAdded(use.key, collector) ? [] : [unknown];
  });
}

/** Attributes that processors add which pass data through in a check, by their types. */
const added: Readonly<Record<string, RegExp>> = {
  geoip: /(^|\.)geo\./,
  k8s_attributes: /^(k8s|container)\./,
  resource_detection: /^(aws|azure|cloud|container|faas|gcp|heroku|host|k8s|openshift|os)\./,
};

/** Whether an attribute may come from a processor that a check does not run. */
function mayBeAdded(key: string, { notices }: AdaptedCollector): boolean {
  return notices.some((notice) => {
    if (notice.type === 'unknown-component') return notice.what === 'processor' && notice.near === undefined;
    return (
      notice.type === 'skipped-processor' && added[currentType('processors', typeOf(notice.id))]?.test(key) === true
    );
  });
}

/** A component that names an attribute by its current name, too, serves services of old and new conventions. */
function hasCurrentName(use: AttributeUse, uses: readonly AttributeUse[], known: ReadonlySet<string>): boolean {
  const current = (renamedTo[use.key] ?? []).filter((name) => known.has(name));
  return uses.some(({ component, key }) => component === use.component && current.includes(key));
}

function isOn({ on }: AttributeUse, owner: AttributeUse['on']): boolean {
  return on === owner || on === 'any';
}

/** The policy of a use, if it is in one. */
function policyOf({ component }: AttributeUse): string | undefined {
  return /\bpolicy (.+)$/.exec(component)?.[1];
}

/** `others`: what the same component names, which is not meant by a similar name. */
function explain(
  use: AttributeUse,
  known: ReadonlySet<string>,
  attributes: AttributeNames,
  others: readonly string[],
): UnknownUse {
  const { key, on } = use;
  const policy = policyOf(use);
  const where = policy !== undefined && on === 'any' ? 'span or resource' : labels[on];
  const why = `No ${where} of this traffic has ${key}.`;
  const renamed = renamedTo[key] ?? [];
  const present = renamed.filter((name) => known.has(name));
  if (present.length > 0) {
    const hint = `${key} is now ${formatList(present)}.`;
    return { use, policy, why, hint, meant: present };
  }
  const elsewhere = owners.filter((owner) => attributes[owner].has(key));
  if (elsewhere.length > 0) {
    const places = elsewhere.map((owner) => labels[owner]).join(', ');
    return { use, policy, why, hint: `Here it is an attribute of another place: ${places}.`, meant: [key] };
  }
  if (renamed.length > 0) return { use, policy, why, hint: `${key} is now ${formatList(renamed)}.`, meant: [] };
  const candidates = [...known].filter((name) => !others.includes(name));
  // Other attributes of the conventions share half of their letters.
  const near = nearestTypo(key, candidates);
  return near === undefined
    ? { use, policy, why, hint: undefined, meant: [] }
    : { use, policy, why, hint: `The nearest existing attribute is ${near}.`, meant: [near] };
}
