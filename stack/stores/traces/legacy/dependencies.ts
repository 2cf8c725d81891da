import type { QueryBudget } from '../../query-budget.ts';
import { readSpanHead } from '../span-head.ts';
import type { StoredTrace } from '../stored-trace.ts';

export interface Dependency {
  parent: string;
  child: string;
  callCount: number;
}

/**
 * How often services called each other in the traces of a time range, in nanoseconds: spans by the services of their parent
 * and their own, which may be the same, as in Jaeger's memory storage.
 *
 * @throws HttpError when the budget is used up
 */
export function findDependencies(
  traces: Iterable<StoredTrace>,
  { start, end }: { start: bigint; end: bigint },
  budget: QueryBudget,
): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const trace of traces) {
    if (trace.lastStart <= start || trace.firstStart >= end) continue;
    for (const span of trace.spans.values()) {
      budget.step();
      const { parentSpanId } = readSpanHead(span.body, span.from, span.to);
      const parent = trace.spans.get(parentSpanId)?.origin.service;
      const child = span.origin.service;
      if (parent === undefined) continue;
      const key = JSON.stringify([parent, child]);
      const known = found.get(key);
      if (known) known.callCount += 1;
      else found.set(key, { parent, child, callCount: 1 });
    }
  }
  return [...found.values()];
}
