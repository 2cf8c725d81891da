import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

export interface SpanNode {
  span: StoredSpan;
  /** In the order of their start. */
  children: SpanNode[];
}

/** The complete traces, each by its first span, and how many traces were left out. */
export interface TraceTrees {
  roots: SpanNode[];
  /** Of all traces, each once. */
  spans: number;
  incomplete: number;
  /** With more than `mostLevels` levels. */
  deep: number;
}

/** Deeper traces are of a program that calls itself; a traffic file cannot have them. */
export const mostLevels = 500;

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
  let [count, deep] = [0, 0];
  for (const nodes of traces.values()) {
    const tops: SpanNode[] = [];
    for (const node of nodes.values()) {
      const parent = nodes.get(node.span.parentSpanId);
      if (parent && parent !== node) parent.children.push(node);
      else tops.push(node);
    }
    const [top] = tops;
    count += nodes.size;
    if (!top || tops.length > 1 || !isWhole(top)) continue;
    const { spans: below, levels } = sizeOf(top);
    if (levels > mostLevels) deep += 1;
    else if (below === nodes.size) roots.push(top);
  }
  for (const root of roots) sort(root);
  roots.sort((a, b) => compare(a, b));
  return { roots, spans: count, incomplete: traces.size - roots.length - deep, deep };
}

function isWhole({ span }: SpanNode): boolean {
  if (span.traceId === '' || span.spanId === '' || span.service === '' || span.end < span.start) return false;
  return span.parentSpanId === '' || span.kind === 'server' || span.kind === 'consumer';
}

/** Spans that are parents of each other are not below the first span. */
function sizeOf(root: SpanNode): { spans: number; levels: number } {
  let [count, levels] = [0, 0];
  for (let level = [root]; level.length > 0; level = level.flatMap(({ children }) => children)) {
    count += level.length;
    levels += 1;
  }
  return { spans: count, levels };
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

/** The nearest server spans below a span. */
export function serversBelow({ children }: SpanNode): SpanNode[] {
  return children.flatMap((child) => (child.span.kind === 'server' ? [child] : serversBelow(child)));
}
