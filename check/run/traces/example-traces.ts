import type { TraceOutcome } from '../../../lib/events/trace-example.ts';
import { shortSpanId } from '../../../lib/otlp/scanner/scan-spans.ts';
import { compareClasses } from '../../../scenarios/sampling/classes.ts';
import { type Deciders, type TraceVotes, traceVotes } from '../../analysis/sampling/trace-votes.ts';
import type { SpansOfTrace } from '../../analysis/sampling/trace-spans.ts';
import type { SentSpans } from './sent-spans.ts';

const outcomes: readonly TraceOutcome[] = ['dropped', 'incomplete', 'kept'];

export interface SettledTrace {
  traceId: Buffer;
  class: string;
  outcome: TraceOutcome;
  /** The policy that the sampler recorded. */
  policy?: string | undefined;
  /** By `shortSpanId`: whether a span left the Collector. */
  isExported: (spanId: number) => boolean;
}

/** A trace that the report shows with all its spans. */
export interface ExampleTrace extends Omit<SettledTrace, 'isExported' | 'traceId'> {
  /** In hex. */
  id: string;
  spans: SpansOfTrace;
  /** In the order of `spans`. */
  exported: readonly boolean[];
  votes: TraceVotes;
}

/** So many traces of a class keep their spans until they are settled. */
const candidates = 50;
/** So many traces of a class with one outcome are shown, each with another reason; and so many are evaluated for that. */
const most = { shown: 3, evaluated: 50 };

/** Selects traces that show what happens to a class: one for each outcome and reason. */
export class ExampleTraces {
  readonly #spans: Pick<SentSpans, 'of'>;
  readonly #deciders: Deciders;
  readonly #entered = new Map<string, number>();
  readonly #evaluated = new Map<string, number>();
  readonly #byOutcome = new Map<string, Map<string, ExampleTrace>>();

  constructor(spans: Pick<SentSpans, 'of'>, deciders: Deciders) {
    this.#spans = spans;
    this.#deciders = deciders;
  }

  /** Whether the next trace of a class may become an example, so that its spans must not be forgotten. */
  enter(name: string): boolean {
    return increment(this.#entered, name) <= candidates;
  }

  add({ traceId, isExported, ...trace }: SettledTrace): void {
    const spans = this.#spans.of(traceId);
    const outcome = `${trace.class} ${trace.outcome}`;
    const known = this.#byOutcome.get(outcome) ?? new Map<string, ExampleTrace>();
    if (spans.length === 0 || known.size >= most.shown) return;
    if (trace.policy !== undefined && known.has(trace.policy)) return;
    // Evaluating the policies takes longer than anything else here.
    if (increment(this.#evaluated, outcome) > most.evaluated) return;
    const votes = traceVotes(this.#deciders, spans);
    const reason = trace.policy ?? reasonOf(votes);
    if (known.has(reason)) return;
    const exported = spans.map(({ record }) => isExported(shortSpanId(record.context.spanId)));
    known.set(reason, { id: traceId.toString('hex'), ...trace, spans, exported, votes });
    this.#byOutcome.set(outcome, known);
  }

  /** In the order of classes, those that were not kept first. */
  list(): ExampleTrace[] {
    const all = [...this.#byOutcome.values()].flatMap((examples) => [...examples.values()]);
    const rank = ({ outcome }: ExampleTrace): number => outcomes.indexOf(outcome);
    return all.sort((a, b) => compareClasses(a.class, b.class) || rank(a) - rank(b));
  }
}

function reasonOf({ policies, filters }: TraceVotes): string {
  return JSON.stringify([policies.map(({ matches }) => matches ?? null), filters.map(({ id }) => id)]);
}

function increment(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
