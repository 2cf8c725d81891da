import type { TraceGroundTruth } from '../../../simulation/services/ground-truth.ts';
import {
  countHeadDropped,
  countKept,
  CountsByClass,
  noCounts,
} from '../../../scenarios/sampling/ledger/class-counts.ts';
import type { ClassAccount } from '../observations.ts';
import type { TraceWatchers } from './trace-watchers.ts';
import type { ScannedSpan } from '../../../lib/otlp/scanner/scan-spans.ts';

/** The spans of a trace that one exporter sent. */
interface Seen {
  spans: Set<number>;
  policy: string | undefined;
}

interface OpenTrace {
  class: string;
  groundTruth: TraceGroundTruth;
  seen: Map<string, Seen>;
}

/** No policy was recorded: there is no sampler, or it records none. */
const noPolicy = 'no policy';

/**
 * Compares the traces of a check's requests with the spans that leave the Collector. A trace is settled and forgotten
 * when the Collector must have decided on it, so that only minutes of traffic are in memory.
 */
export class TraceLedger {
  readonly #settleAfterMs: number;
  readonly #watchers: TraceWatchers | undefined;
  /** In the order of their start. */
  readonly #open = new Map<string, OpenTrace>();
  readonly #accounts = new CountsByClass(newAccount);

  /** `settleAfterMs`: how long after its end a trace has left the Collector, if it is kept. */
  constructor(settleAfterMs: number, watchers?: TraceWatchers) {
    this.#settleAfterMs = settleAfterMs;
    this.#watchers = watchers;
  }

  /** Traces that are not settled. */
  get open(): number {
    return this.#open.size;
  }

  /** Enters the trace of a request, which is complete. */
  enter(groundTruth: TraceGroundTruth, name: string): void {
    if (!this.#needsSpans(name)) this.#watchers?.spans.forget(groundTruth.traceId);
    if (groundTruth.sampled || groundTruth.isExported) {
      this.#open.set(groundTruth.traceId.toString('hex'), { class: name, groundTruth, seen: new Map() });
      return;
    }
    const account = this.#accounts.of(name);
    account.sent += 1;
    countHeadDropped(account);
  }

  /** Records a span that an exporter sent. Spans of unknown or settled traces are ignored. */
  see(exporter: string, { traceId, spanId, policy }: Readonly<ScannedSpan>): void {
    const trace = this.#open.get(traceId);
    if (!trace) return;
    let seen = trace.seen.get(exporter);
    if (!seen) trace.seen.set(exporter, (seen = { spans: new Set(), policy: undefined }));
    seen.spans.add(spanId);
    seen.policy ??= policy;
  }

  /** Settles the traces that ended long enough before `now`, in milliseconds since the epoch; all traces by default. */
  settle(now = Infinity): void {
    for (const [id, trace] of this.#open) {
      // The following traces started later.
      if (trace.groundTruth.start + this.#settleAfterMs > now) return;
      if (trace.groundTruth.end + this.#settleAfterMs > now) continue;
      this.#open.delete(id);
      this.#close(id, trace);
    }
  }

  /** The settled traces by class, in the order of classes. */
  accounts(): ClassAccount[] {
    return this.#accounts.inOrder();
  }

  /** How many traces the head sampler did not sample, by class. */
  headDropped(): Record<string, number> {
    const counts = this.#accounts.inOrder().map(({ class: name, headDropped = 0 }) => [name, headDropped] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  #needsSpans(name: string): boolean {
    const { fates, examples } = this.#watchers ?? {};
    // Each trace is counted as a candidate, whoever else needs its spans.
    const isCandidate = examples?.enter(name) === true;
    return isCandidate || fates?.needsSpans(name) === true;
  }

  #close(traceId: string, { class: name, groundTruth, seen }: OpenTrace): void {
    const { traceId: id, start, end, spans } = groundTruth;
    const settled = { traceId: id, class: name };
    const account = this.#accounts.of(name);
    account.sent += 1;
    const exporters = [...seen];
    if (exporters.length === 0) {
      account.examples.lost ??= traceId;
      (account.lostMs ??= []).push(end - start);
      this.#attribute(account, groundTruth);
      this.#watchers?.examples.add({ ...settled, outcome: 'dropped', isExported: () => false });
      return;
    }
    const recorded = exporters.map(([, { policy }]) => policy).find((policy) => policy !== undefined);
    const policy = recorded ?? noPolicy;
    const isComplete = countSpans(exporters.map(([, one]) => one.spans)) >= spans;
    countKept(account, { policy, isComplete });
    const isServerError = this.#watchers?.fates?.hasServerError(id, name);
    if (isServerError !== undefined) account.serverErrors = (account.serverErrors ?? 0) + Number(isServerError);
    for (const [exporter] of exporters) account.exporters[exporter] = (account.exporters[exporter] ?? 0) + 1;
    const isExported = (span: number): boolean => exporters.some(([, one]) => one.spans.has(span));
    this.#watchers?.examples.add({
      ...settled,
      outcome: isComplete ? 'kept' : 'incomplete',
      policy: recorded,
      isExported,
    });
    if (isComplete) return;
    (account.incompleteMs ??= []).push(end - start);
    account.longestIncompleteMs = Math.max(account.longestIncompleteMs, end - start);
    account.examples.incomplete ??= traceId;
  }

  #attribute(account: ClassAccount, { traceId }: TraceGroundTruth): void {
    const fate = this.#watchers?.fates?.of(traceId, account.class);
    if (!fate) return;
    account.lostInScope = (account.lostInScope ?? 0) + Number(fate.isInScope);
    account.lostDrops ??= {};
    for (const name of fate.drops) account.lostDrops[name] = (account.lostDrops[name] ?? 0) + 1;
  }
}

/** How many spans were sent by any exporter: pipelines for different services each send a part of a trace. */
function countSpans(sent: readonly ReadonlySet<number>[]): number {
  return sent.length === 1 ? (sent[0]?.size ?? 0) : new Set(sent.flatMap((spans) => [...spans])).size;
}

function newAccount(name: string): ClassAccount {
  return { ...noCounts(name), exporters: {}, longestIncompleteMs: 0, examples: {} };
}
