import { AttributeSamples } from './attribute-samples.ts';
import type { Outcome } from './outcome.ts';

/** The step of an operation that a slot becomes, without latencies and rates. */
export type Shape =
  | { do: 'call'; target: string }
  | { do: 'external'; url: string }
  | { do: 'query'; system: string; operation: string; collection: string; statement: string; database: string }
  | { do: 'send'; destination: string; system: string }
  | { do: 'span'; name: string };

/** One step of an operation, from the spans at this place in all of its executions. */
export class Slot {
  readonly shape: Shape;
  /** In how many executions it was, and in how many that did not fail. */
  count = 0;
  okCount = 0;
  /** From the start of its parent; ms. */
  offsetMs = 0;
  readonly durationsMs: number[] = [];
  /** For messages: from the end of the producer's span to the start of the consumer's. */
  readonly delaysMs: number[] = [];
  readonly attributes = new AttributeSamples();
  readonly steps = new Slots();
  retries = 0;
  failures = 0;
  failuresInOk = 0;
  /** Its call would close a cycle. */
  isDropped = false;

  constructor(shape: Shape) {
    this.shape = shape;
  }

  /** Its failure does not fail the operation. */
  get isOptional(): boolean {
    return this.failures > 0 && this.failuresInOk >= this.failures / 2;
  }
}

/** The steps within an operation or a span, and which of them overlap. */
export class Slots {
  readonly #slots = new Map<string, Slot>();
  readonly #pairs = new Map<Slot, Map<Slot, { seen: number; overlapping: number }>>();

  get(key: string, shape: Shape): Slot {
    let slot = this.#slots.get(key);
    if (!slot) this.#slots.set(key, (slot = new Slot(shape)));
    return slot;
  }

  /** Records the spans of one execution, in the order of their start. */
  observe(spans: readonly { slot: Slot; start: bigint; end: bigint }[]): void {
    for (const [index, next] of spans.entries()) {
      const before = spans[index - 1];
      if (!before) continue;
      let pairs = this.#pairs.get(before.slot);
      if (!pairs) this.#pairs.set(before.slot, (pairs = new Map<Slot, { seen: number; overlapping: number }>()));
      const pair = pairs.get(next.slot) ?? { seen: 0, overlapping: 0 };
      pair.seen += 1;
      if (next.start < before.end) pair.overlapping += 1;
      pairs.set(next.slot, pair);
    }
  }

  /** All steps in their usual order. */
  inOrder(): Slot[] {
    return [...this.#slots.values()].sort((a, b) => a.offsetMs / a.count - b.offsetMs / b.count);
  }

  /** The steps in their usual order; those in one group are executed concurrently. */
  groups(): Slot[][] {
    const groups: Slot[][] = [];
    for (const slot of this.inOrder()) {
      if (slot.isDropped) continue;
      const last = groups.at(-1);
      if (last?.some((other) => this.#overlap(other, slot))) last.push(slot);
      else groups.push([slot]);
    }
    return groups;
  }

  #overlap(a: Slot, b: Slot): boolean {
    const [one, other] = [this.#pairs.get(a)?.get(b), this.#pairs.get(b)?.get(a)];
    const seen = (one?.seen ?? 0) + (other?.seen ?? 0);
    return (one?.overlapping ?? 0) + (other?.overlapping ?? 0) > seen / 2;
  }
}

/** One execution of an operation while its steps are read. */
export interface Execution {
  outcome: Outcome;
  /** Steps that failed in it. */
  failed: Set<Slot>;
}

/** A route, a method or a consumer of a service, from all its executions. */
export class OperationSamples {
  readonly kind: 'route' | 'grpc' | 'consumes';
  readonly name: string;
  count = 0;
  okCount = 0;
  linked = 0;
  readonly failed: Execution[] = [];
  readonly statuses = new Map<number, number>();
  /** Its own time where it did not fail, and where it did; ms. */
  readonly okMs: number[] = [];
  readonly failedMs: number[] = [];
  readonly attributes = new AttributeSamples();
  readonly steps = new Slots();

  constructor(kind: OperationSamples['kind'], name: string) {
    this.kind = kind;
    this.name = name;
  }

  /** Its own time: failures are often fast, so only if all failed they count. */
  get ownMs(): readonly number[] {
    return this.okMs.length > 0 ? this.okMs : this.failedMs;
  }

  /** The shares of requests that fail by themselves, by status, in an order in which each applies to what is left. */
  errors(): Map<string, number> {
    const own = this.failed.filter(({ failed }) => [...failed].every((slot) => slot.isOptional));
    const counts = new Map<string, number>();
    for (const { outcome } of own) counts.set(outcome.error ?? '', (counts.get(outcome.error ?? '') ?? 0) + 1);
    let left = this.count - (this.failed.length - own.length);
    const shares = new Map<string, number>();
    for (const [status, count] of counts) {
      shares.set(status, count / left);
      left -= count;
    }
    return shares;
  }
}

/** A service of the traces. */
export class ServiceSamples {
  readonly operations = new Map<string, OperationSamples>();
  readonly instances = new Set<string>();
  readonly resource = new AttributeSamples();
  /** Spans with attributes of version 1.20 and with stable ones. */
  former = 0;
  stable = 0;

  operation(kind: OperationSamples['kind'], name: string): OperationSamples {
    const key = `${kind} ${name}`;
    let operation = this.operations.get(key);
    if (!operation) this.operations.set(key, (operation = new OperationSamples(kind, name)));
    return operation;
  }
}
