import type { SpanRow } from '../../../ui/traces/waterfall.ts';

export interface ShownSpan {
  span: SpanRow;
  /** Direct children, shown or not. */
  children: number;
}

/** The spans without the descendants of collapsed ones, each with the number of its children. `spans` is a flattened tree. */
export function withChildren(spans: readonly SpanRow[], collapsed: ReadonlySet<string>): ShownSpan[] {
  const shown: ShownSpan[] = [];
  const parents: (ShownSpan | undefined)[] = [];
  let hiddenBelow = Infinity;
  for (const span of spans) {
    const entry = { span, children: 0 };
    const parent = span.depth > 0 ? parents[span.depth - 1] : undefined;
    if (parent) parent.children += 1;
    parents[span.depth] = entry;
    if (span.depth > hiddenBelow) continue;
    hiddenBelow = collapsed.has(span.spanId) ? span.depth : Infinity;
    shown.push(entry);
  }
  return shown;
}
