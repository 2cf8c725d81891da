import { defined } from '../../../lib/defined.ts';
import type { LedgerClass } from '../../../lib/events/run-event.ts';
import { compareClasses } from '../classes.ts';
import type { Interval } from './binomial.ts';

/** What was sent and what was kept of the traces of one class. Counts are of traces. */
export interface ClassCounts {
  /** See `scenarios/sampling/classes.ts`. */
  class: string;
  sent: number;
  /** In the store (a run), or out of any exporter (a check); incomplete ones included. */
  kept: number;
  /** Of those not kept, the ones that the head sampler did not sample; missing where there are none. */
  headDropped?: number;
  /** Of those kept, with spans missing. */
  incomplete: number;
  /** Of those kept, by the policy that the sampler recorded. */
  policies: Record<string, number>;
}

export function noCounts(name: string): ClassCounts {
  return { class: name, sent: 0, kept: 0, incomplete: 0, policies: {} };
}

/** Counts one kept trace. */
export function countKept(counts: ClassCounts, { policy, isComplete }: { policy: string; isComplete: boolean }): void {
  counts.kept += 1;
  counts.policies[policy] = (counts.policies[policy] ?? 0) + 1;
  if (!isComplete) counts.incomplete += 1;
}

/** Counts one trace that is not kept because the head sampler did not sample it. */
export function countHeadDropped(counts: ClassCounts): void {
  counts.headDropped = (counts.headDropped ?? 0) + 1;
}

/** The counts of every class that has a trace; `create` makes them at the first one. */
export class CountsByClass<T extends ClassCounts> {
  readonly #counts = new Map<string, T>();
  readonly #create: (name: string) => T;

  constructor(create: (name: string) => T) {
    this.#create = create;
  }

  of(name: string): T {
    const known = this.#counts.get(name);
    if (known) return known;
    const created = this.#create(name);
    this.#counts.set(name, created);
    return created;
  }

  /** In the order of the classes. */
  inOrder(): T[] {
    return [...this.#counts.values()].sort((a, b) => compareClasses(a.class, b.class));
  }
}

/** The counts of a class as the ledger event has them. */
export function ledgerClass(
  { class: name, sent, kept, headDropped, incomplete, policies }: ClassCounts,
  expected: Interval,
): LedgerClass {
  return {
    ...{ class: name, sent, kept, dropped: sent - kept },
    ...defined({ headDropped }),
    ...{ expected, incomplete, policies },
  };
}
