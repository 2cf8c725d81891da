import { conditionUses, type Use } from './condition-uses.ts';
import { at, entriesAt, itemsAt, textAt, type Tree } from './tree.ts';

const subPolicies = /^(and|composite|drop)$/;

/** The attributes that the policies of a tail sampler use, including nested policies. */
export function policyUses(policies: readonly Tree[], outer?: string): Use[] {
  return policies.flatMap((policy) => {
    const name = outer ?? textAt(policy, 'name') ?? '';
    return entriesAt(policy).flatMap(([type, settings]): Use[] => {
      if (type === 'ottl_condition') return conditionUses(settings).map((use) => ({ ...use, policy: name }));
      if (subPolicies.test(type)) return policyUses(itemsAt(settings, `${type}_sub_policy`), name);
      if (type === 'not') {
        const inner = at(settings, 'not_sub_policy');
        return inner ? policyUses(inner.kind === 'list' ? inner.items : [inner], name) : [];
      }
      if (!type.endsWith('_attribute')) return [];
      const key = at(settings, 'key');
      const text = textAt(key);
      // Attribute policies match span and resource attributes.
      return text === undefined ? [] : [{ key: text, on: 'any', writes: false, source: key?.source, policy: name }];
    });
  });
}
