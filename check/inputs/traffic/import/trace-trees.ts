import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

export interface SpanNode {
  span: StoredSpan;
  /** In the order of their start. */
  children: SpanNode[];
}

/** The complete traces, each by its first span, and how many traces were left out. */
export interface TraceTrees {
  roots: SpanNode[];
  incomplete: number;
}

/**
 * Builds traces from spans in any order. A trace is complete if all parents are known, except that of one server or consumer
 * span: what called that service may send no spans.
 */
export function traceTrees(spans: readonly StoredSpan[]): TraceTrees {
  const traces = new Map<string, Map<string, SpanNode>>();
  for (const span of spans) {
    let trace = traces.get(span.traceId);
    if (!trace) traces.set(span.traceId, (trace = new Map<string, SpanNode>()));
    // Files may overlap.
    if (!trace.has(span.spanId)) trace.set(span.spanId, { span, children: [] });
  }
  const roots: SpanNode[] = [];
  for (const nodes of traces.values()) {
    const tops: SpanNode[] = [];
    for (const node of nodes.values()) {
      const parent = nodes.get(node.span.parentSpanId);
      if (parent && parent !== node) parent.children.push(node);
      else tops.push(node);
    }
    const [top] = tops;
    if (top && tops.length === 1 && isWhole(top) && countOf(top) === nodes.size) roots.push(top);
  }
  for (const root of roots) sort(root);
  roots.sort((a, b) => compare(a, b));
  return { roots, incomplete: traces.size - roots.length };
}

function isWhole({ span }: SpanNode): boolean {
  if (span.traceId === '' || span.spanId === '' || span.service === '' || span.end < span.start) return false;
  return span.parentSpanId === '' || span.kind === 'server' || span.kind === 'consumer';
}

/** Spans that are parents of each other are not below the first span. */
function countOf(root: SpanNode): number {
  let count = 0;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    count += 1;
    open.push(...node.children);
  }
  return count;
}

function sort(root: SpanNode): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    node.children.sort(compare);
    open.push(...node.children);
  }
}

function compare(a: SpanNode, b: SpanNode): number {
  return a.span.start < b.span.start ? -1 : a.span.start > b.span.start ? 1 : 0;
}

/** The time within a span, or since its start, in milliseconds. */
export function msBetween(start: bigint, end: bigint): number {
  return Number(end - start) / 1e6;
}

/** The duration of a span without the time in which its children are active; ms. */
export function ownMs({ span, children }: SpanNode): number {
  let covered = 0n;
  let until = span.start;
  for (const child of children) {
    const start = child.span.start > until ? child.span.start : until;
    const end = child.span.end < span.end ? child.span.end : span.end;
    if (end <= start) continue;
    covered += end - start;
    until = end;
  }
  return Number(span.end - span.start - covered) / 1e6;
}
