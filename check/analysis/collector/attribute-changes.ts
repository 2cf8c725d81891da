import type { YamlPath } from '../../../lib/yaml/yaml-edit.ts';
import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { policyPath } from '../sampling/policy-changes.ts';
import { allPolicies } from '../sampling/policies.ts';
import { settingsOf } from './component-settings.ts';
import type { UnknownUse } from './unknown-attributes.ts';

/**
 * The changes that make a component or policy use existing attributes in place of one that nothing has. A list that
 * names the attribute, such as the actions of a processor, names all of them.
 */
export function useExisting(collector: AdaptedCollector, { use, policy, meant }: UnknownUse): Change[] {
  const [first, ...more] = meant;
  if (first === undefined || first === use.key) return [];
  const found = allPolicies(collector).find((one) => one.policy.name === policy)?.policy;
  if (policy !== undefined) {
    return found ? replaced(collector, policyPath(collector, found), found.settings, [use.key, first]) : [];
  }
  const section = (['processors', 'connectors'] as const).find(
    (one) => collector.sourceOf([one, use.component]) !== undefined,
  );
  if (section === undefined) return [];
  const settings = settingsOf(collector, section, use.component);
  const path = [section, use.component];
  return [
    ...replaced(collector, path, settings, [use.key, first]),
    ...(section === 'processors' ? more.flatMap((name) => copied(collector, path, settings, [use.key, name])) : []),
  ];
}

type Renaming = readonly [from: string, to: string];

/** Replaces a name wherever a value is that name, or an OTTL path has it. */
function replaced(collector: AdaptedCollector, path: YamlPath, value: unknown, renaming: Renaming): Change[] {
  if (typeof value === 'string') {
    const to = renamedIn(value, renaming);
    return to === value ? [] : [inCollector(collector, { op: 'set', path, value: to })];
  }
  return childrenOf(value).flatMap(([key, inner]) => replaced(collector, [...path, key], inner, renaming));
}

/** Adds a copy with another name to each list with an item that has the name. */
function copied(collector: AdaptedCollector, path: YamlPath, value: unknown, renaming: Renaming): Change[] {
  if (!Array.isArray(value)) {
    return childrenOf(value).flatMap(([key, inner]) => copied(collector, [...path, key], inner, renaming));
  }
  return value.flatMap((item: unknown, index): Change[] => {
    const inner = copied(collector, [...path, index], item, renaming);
    if (inner.length > 0) return inner;
    const copy = renamedAll(item, renaming);
    return JSON.stringify(copy) === JSON.stringify(item)
      ? []
      : [inCollector(collector, { op: 'add', path, value: copy })];
  });
}

function renamedAll(value: unknown, renaming: Renaming): unknown {
  if (typeof value === 'string') return renamedIn(value, renaming);
  if (Array.isArray(value)) return value.map((item) => renamedAll(item, renaming));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamedAll(inner, renaming)]));
}

function renamedIn(text: string, [from, to]: Renaming): string {
  return text === from ? to : text.replaceAll(`"${from}"`, `"${to}"`);
}

function childrenOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
