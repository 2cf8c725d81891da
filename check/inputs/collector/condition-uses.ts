import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AttributeUse } from './adapted-collector.ts';
import { ottlAttributes, placeOf } from './ottl-attributes.ts';
import { textAt, type Tree } from './tree.ts';

/** An attribute that a component uses, without the component. */
export interface Use {
  key: string;
  on: AttributeUse['on'];
  writes: boolean;
  source: SourceLine | undefined;
  /** The policy, for a tail sampler. */
  policy?: string;
}

/**
 * The attributes in all OTTL statements and conditions of a part of a configuration, under any key. The context of a
 * text comes from a `context: span` next to it, or from a key with the name of a context.
 */
export function conditionUses(tree: Tree, context?: AttributeUse['on']): Use[] {
  if (tree.kind === 'scalar') {
    if (typeof tree.value !== 'string') return [];
    return ottlAttributes(tree.value, context).map((use) => ({ ...use, source: tree.source }));
  }
  if (tree.kind === 'list') return tree.items.flatMap((item) => conditionUses(item, context));
  const explicit = textAt(tree, 'context');
  const here = explicit === undefined ? context : placeOf(explicit);
  return [...tree.entries].flatMap(([key, value]) => {
    if (key === 'context') return [];
    return conditionUses(value, placeOf(key.replace(/s$/, '')) ?? here ?? defaultPlace(key));
  });
}

/** The routing connector defaults to resource attributes. */
function defaultPlace(key: string): AttributeUse['on'] | undefined {
  return key === 'table' ? 'resource' : undefined;
}
