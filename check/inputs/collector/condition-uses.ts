import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AttributeUse } from './adapted-collector.ts';
import { ottlAttributes, placeOf } from './ottl-attributes.ts';
import { textAt, type Tree } from './tree.ts';

/** An attribute that a component uses, before it is said whose it is. */
export interface Use {
  key: string;
  on: AttributeUse['on'];
  writes: boolean;
  source: SourceLine | undefined;
  /** Of a tail sampler the policy. */
  policy?: string;
}

/**
 * The attributes in all statements and conditions of OTTL within a part of a configuration, whatever their keys are called: a text is taken
 * in the context that its surroundings give, by `context: span` or by a key that is called like one.
 */
export function conditionUses(tree: Tree, context?: AttributeUse['on']): Use[] {
  if (tree.kind === 'scalar') {
    if (typeof tree.value !== 'string') return [];
    return ottlAttributes(tree.value, context).map((use) => ({ ...use, source: tree.source }));
  }
  if (tree.kind === 'list') return tree.items.flatMap((item) => conditionUses(item, context));
  const said = textAt(tree, 'context');
  const here = said === undefined ? context : placeOf(said);
  return [...tree.entries].flatMap(([key, value]) => {
    if (key === 'context') return [];
    return conditionUses(value, placeOf(key.replace(/s$/, '')) ?? here ?? defaultPlace(key));
  });
}

/** Routes ask for attributes of the resource where they say nothing else. */
function defaultPlace(key: string): AttributeUse['on'] | undefined {
  return key === 'table' ? 'resource' : undefined;
}
