import type { Clock } from '../../lib/clock.ts';
import { arrivalGaps } from './arrivals.ts';
import type { Random } from '../../lib/random.ts';
import type { LoadSpec } from '../scenario.ts';
import { ApplicationPlan } from './application-plan.ts';
import { type Plan, type PlannedRequest, RequestPlan, type Secret } from './requests.ts';
import type { Sender } from './sender.ts';
import type { SentRequest } from './sent-request.ts';

export interface LoadStats {
  sent: number;
  /** Answered, and not with 5xx. */
  ok: number;
  /** Answered with 5xx, or not at all. */
  failed: number;
  /** Due, but not sent, because `maxInFlight` requests were in flight. */
  skipped: number;
  inFlight: number;
  /** Why requests failed: `HTTP 503`, `ECONNREFUSED`, ... */
  failures: Record<string, number>;
}

export interface LoadOptions {
  spec: LoadSpec;
  sender: Sender;
  random: Random;
  clock: Clock;
  secrets?: readonly Secret[];
  /** What the arrival rate is multiplied by, read before each arrival; 1 by default. */
  speed?: { readonly factor: number };
  /** How many of the newest answered requests are kept; all by default. */
  keep?: number;
}

/** A running open-model load: requests are sent without waiting for earlier responses. */
export class Load {
  /** Every request that ended, in the order of their ends. */
  readonly requests: SentRequest[] = [];
  readonly stats: LoadStats = { sent: 0, ok: 0, failed: 0, skipped: 0, inFlight: 0, failures: {} };
  private readonly options: LoadOptions;
  private readonly plan: Plan;
  private readonly stopping = new AbortController();
  private readonly open = new Set<Promise<void>>();
  private readonly arriving: Promise<void>;
  private paused = false;
  private warm = false;

  constructor(options: LoadOptions) {
    this.options = options;
    const { spec, random, secrets } = options;
    const plant = spec.plantSecrets && secrets ? { every: spec.plantSecrets.every, values: secrets } : undefined;
    this.plan = spec.requests
      ? new ApplicationPlan(spec.requests, random.fork('requests'), plant)
      : new RequestPlan(spec.routes, random.fork('requests'), plant);
    this.arriving = this.arrive();
  }

  /** Requests that ended within the last `ms`. */
  recent(ms: number): SentRequest[] {
    const since = this.options.clock.now() - ms;
    const from = this.requests.findLastIndex(({ sentAt, durationMs }) => sentAt + durationMs < since);
    return this.requests.slice(from + 1);
  }

  /** The steady state is reached: later requests are not part of the warm-up. */
  warmedUp(): void {
    this.warm = true;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  /** Sends no more requests and waits for those in flight. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.arriving;
    await Promise.all(this.open);
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async arrive(): Promise<void> {
    const { spec, random, clock, speed } = this.options;
    const gaps = arrivalGaps(spec.arrivalsPerSecond, spec.arrivals, random.fork('arrivals'));
    if (this.plan.first) await this.exchange(this.plan.first);
    let due = clock.now();
    while (!this.isStopping()) {
      due += gaps.next().value / (speed?.factor ?? 1);
      // A request that is overdue is sent at once: an open model does not slow down with its target.
      const wait = due - clock.now();
      if (wait > 0) await clock.sleep(wait, this.stopping.signal).catch(() => undefined);
      if (this.isStopping()) return;
      if (!this.paused) this.fire();
    }
  }

  private fire(): void {
    if (this.stats.inFlight >= this.options.spec.maxInFlight) {
      this.stats.skipped += 1;
      return;
    }
    const exchange = this.exchange(this.plan.next());
    this.open.add(exchange);
    void exchange.finally(() => this.open.delete(exchange));
  }

  private async exchange(request: PlannedRequest): Promise<void> {
    const { sender, clock, keep } = this.options;
    const { stats } = this;
    const sentAt = clock.now();
    stats.sent += 1;
    stats.inFlight += 1;
    const { route, planted, class: named } = request;
    const warmUp = !this.warm;
    const sent = await sender.send(request);
    stats.inFlight -= 1;
    const record: SentRequest = { route, planted, warmUp, sentAt, durationMs: sent.durationMs };
    if (named !== undefined) record.class = named;
    if (sent.traceId !== undefined) record.traceId = sent.traceId;
    if ('failure' in sent) {
      record.failure = sent.failure;
      this.fail(sent.failure);
    } else {
      record.status = sent.status;
      if (sent.sampled !== undefined) record.sampled = sent.sampled;
      if (sent.serverMs !== undefined) record.serverMs = sent.serverMs;
      if (sent.status >= 500) this.fail(`HTTP ${sent.status}${sent.reason === undefined ? '' : ` (${sent.reason})`}`);
      else stats.ok += 1;
      if (sent.status < 300) this.plan.learn(route, sent.body);
    }
    this.requests.push(record);
    if (keep !== undefined && this.requests.length > 2 * keep) this.requests.splice(0, this.requests.length - keep);
  }

  private fail(reason: string): void {
    this.stats.failed += 1;
    this.stats.failures[reason] = (this.stats.failures[reason] ?? 0) + 1;
  }
}
