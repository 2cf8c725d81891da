import type { TraceGroundTruth } from '../../simulation/services/ground-truth.ts';
import { countKept, CountsByClass, noCounts } from '../../scenarios/sampling/ledger/class-counts.ts';
import type { ClassAccount } from './observations.ts';
import type { ScannedSpan } from '../../lib/otlp/scanner/scan-spans.ts';

/** What came out of one exporter of one trace. */
interface Seen {
  spans: Set<number>;
  policy: string | undefined;
}

interface OpenTrace {
  class: string;
  truth: TraceGroundTruth;
  seen: Map<string, Seen>;
}

/** No policy was recorded: there is no sampler, or it records none. */
const noPolicy = 'no policy';

/**
 * The books of a check: what each request's trace was, and what of it came out of which exporter. A trace is settled, and its entry
 * dropped, once the Collector must have decided on it, so that memory holds minutes of traffic and not all of it.
 */
export class TraceLedger {
  readonly #settleAfterMs: number;
  /** In the order of their begin. */
  readonly #open = new Map<string, OpenTrace>();
  readonly #accounts = new CountsByClass(newAccount);
  readonly #headDropped: Record<string, number> = {};

  /** `settleAfterMs`: how long after its end a trace has come out for sure, if it ever does. */
  constructor(settleAfterMs: number) {
    this.#settleAfterMs = settleAfterMs;
  }

  /** Traces that are not settled. */
  get open(): number {
    return this.#open.size;
  }

  /** Enters the trace of a request that was played. */
  enter(truth: TraceGroundTruth, name: string): void {
    if (truth.sampled) {
      this.#open.set(truth.traceId.toString('hex'), { class: name, truth, seen: new Map() });
      return;
    }
    this.#headDropped[name] = (this.#headDropped[name] ?? 0) + 1;
    this.#accounts.of(name).sent += 1;
  }

  /** Takes a span that came out of an exporter. Of a trace that no request began, or that is settled, nothing is kept. */
  see(exporter: string, { traceId, spanId, policy }: Readonly<ScannedSpan>): void {
    const trace = this.#open.get(traceId);
    if (!trace) return;
    let seen = trace.seen.get(exporter);
    if (!seen) trace.seen.set(exporter, (seen = { spans: new Set(), policy: undefined }));
    seen.spans.add(spanId);
    seen.policy ??= policy;
  }

  /** Settles what ended long enough before `now`, in milliseconds since the epoch; all there is by default. */
  settle(now = Infinity): void {
    for (const [id, trace] of this.#open) {
      // Later ones began later, so that only very long ones are looked at in vain.
      if (trace.truth.start + this.#settleAfterMs > now) return;
      if (trace.truth.end + this.#settleAfterMs > now) continue;
      this.#open.delete(id);
      this.#close(id, trace);
    }
  }

  /** The classes of the traces that are settled, in their order. */
  accounts(): ClassAccount[] {
    return this.#accounts.inOrder();
  }

  /** By class, how many traces a head sampler never let out. */
  headDropped(): Record<string, number> {
    return { ...this.#headDropped };
  }

  #close(traceId: string, { class: name, truth: { start, end, spans }, seen }: OpenTrace): void {
    const account = this.#accounts.of(name);
    account.sent += 1;
    const exporters = [...seen];
    if (exporters.length === 0) {
      account.examples.lost ??= traceId;
      account.longestLostMs = Math.max(account.longestLostMs ?? 0, end - start);
      return;
    }
    const policy = exporters.map(([, { policy }]) => policy).find((policy) => policy !== undefined) ?? noPolicy;
    const isComplete = Math.max(...exporters.map(([, one]) => one.spans.size)) >= spans;
    countKept(account, { policy, isComplete });
    for (const [exporter] of exporters) account.exporters[exporter] = (account.exporters[exporter] ?? 0) + 1;
    if (isComplete) return;
    account.longestIncompleteMs = Math.max(account.longestIncompleteMs, end - start);
    account.examples.incomplete ??= traceId;
  }
}

function newAccount(name: string): ClassAccount {
  return { ...noCounts(name), exporters: {}, longestIncompleteMs: 0, examples: {} };
}
