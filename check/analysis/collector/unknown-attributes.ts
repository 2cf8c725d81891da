import { nearest } from '../../../lib/nearest.ts';
import type { AdaptedCollector, AttributeUse } from '../../inputs/collector/adapted-collector.ts';
import type { AttributeNames, Observations } from '../../run/observations.ts';
import { renamedTo } from './renamed-attributes.ts';
import { list } from '../words.ts';

/** A use of an attribute that nothing in the traffic has, and what it could have meant. */
export interface UnknownUse {
  use: AttributeUse;
  /** The policy that it is in, where it is in one. */
  policy: string | undefined;
  why: string;
  hint: string | undefined;
  /** Names that exist and were probably meant. */
  meant: readonly string[];
}

const owners: readonly (keyof AttributeNames)[] = ['resource', 'span', 'spanEvent', 'log', 'datapoint'];
/** Where a policy of a tail sampler looks that does not say where. */
const ofTraces: readonly (keyof AttributeNames)[] = ['resource', 'span'];
const words: Readonly<Record<AttributeUse['on'], string>> = {
  resource: 'resource',
  span: 'span',
  spanEvent: 'span event',
  log: 'log record',
  datapoint: 'data point',
  any: 'span, log record, data point or resource',
};

/** Every use of an attribute that this traffic does not have and no component writes. */
export function unknownUses({ attributes: uses }: AdaptedCollector, { attributes }: Observations): UnknownUse[] {
  return uses.flatMap((use): UnknownUse[] => {
    if (use.writes) return [];
    const anywhere = policyOf(use) === undefined ? owners : ofTraces;
    const known = new Set(use.on === 'any' ? anywhere.flatMap((owner) => [...attributes[owner]]) : attributes[use.on]);
    for (const other of uses) if (other.writes && (use.on === 'any' || isOn(other, use.on))) known.add(other.key);
    if (known.has(use.key)) return [];
    return [explain(use, known, attributes)];
  });
}

function isOn({ on }: AttributeUse, owner: AttributeUse['on']): boolean {
  return on === owner || on === 'any';
}

/** The policy that a use is in, where it is in one. */
function policyOf({ component }: AttributeUse): string | undefined {
  return /\bpolicy (.+)$/.exec(component)?.[1];
}

function explain(use: AttributeUse, known: ReadonlySet<string>, attributes: AttributeNames): UnknownUse {
  const { key, on } = use;
  const policy = policyOf(use);
  const why = `no ${policy !== undefined && on === 'any' ? 'span or resource' : words[on]} of this traffic has ${key}`;
  const renamed = renamedTo[key] ?? [];
  const present = renamed.filter((name) => known.has(name));
  if (present.length > 0) {
    const hint = `${key} is called ${list(present)} today.`;
    return { use, policy, why, hint, meant: present };
  }
  const elsewhere = owners.filter((owner) => attributes[owner].has(key));
  if (elsewhere.length > 0) {
    const places = elsewhere.map((owner) => words[owner]).join(', ');
    return { use, policy, why, hint: `It is an attribute of another place here: ${places}.`, meant: [key] };
  }
  if (renamed.length > 0) return { use, policy, why, hint: `${key} is called ${list(renamed)} today.`, meant: [] };
  const near = nearest(key, [...known]);
  return near === undefined
    ? { use, policy, why, hint: undefined, meant: [] }
    : { use, policy, why, hint: `The nearest that exists is ${near}.`, meant: [near] };
}
