import type { SyntaxNode } from '@lezer/common';

/** A node's children, all of them. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) list.push(child);
  return list;
}

/** The nodes called `name` below a node, in order, wherever the grammar's left recursion has put them. */
export function descendants(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

export function textOf(query: string, node: SyntaxNode): string {
  return query.slice(node.from, node.to);
}

/** The text of a child; the grammar has let the query through, so it is there. */
export function childText(query: string, node: SyntaxNode, name: string): string {
  const child = node.getChild(name);
  if (child === null) throw new TypeError(`${node.name} "${textOf(query, node)}" has no ${name}`);
  return textOf(query, child);
}
