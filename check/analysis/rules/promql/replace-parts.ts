import type { Expression } from './expression.ts';

/** An expression in which parts of it are replaced. Parts must not overlap. */
export function replaceParts(whole: string, replacements: readonly { part: Expression; text: string }[]): string {
  const inOrder = [...replacements].sort((a, b) => b.part.node.from - a.part.node.from);
  return inOrder.reduce(
    (text, { part: { node }, text: by }) => text.slice(0, node.from) + by + text.slice(node.to),
    whole,
  );
}
