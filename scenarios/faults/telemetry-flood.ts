import type { Clock } from '../../lib/clock.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';
import type { TelemetryFlood } from './fault-schema.ts';
import { floodSpans } from './flood-spans.ts';
import type { Injector } from './injector.ts';

/** What became of the spans of a flood, as the Collector answered for them. */
export interface FloodAccount {
  accepted: number;
  refused: number;
  /** Without an answer, or with one that says neither: nobody knows whether they were taken. */
  unknown: number;
}

/**
 * Requests of a flood that may be without an answer at once; what is due beyond is not sent. On a machine that is too busy for the Collector
 * to take in a flood, it is those under way that fill its memory.
 */
const mostInFlight = 24;
/** After a refusal it waits so long, as an SDK does: reading what is refused would take more of the machine than what is taken in. */
const afterRefusalMs = 500;
/** How long the Collector may take to answer the first, which shows that the flood reaches it. */
const firstAnswerMs = 10_000;
/** How long it may take to answer the last ones. */
const lastAnswerMs = 10_000;

/** A runaway service: sends spans to the Collector at a fixed rate until it is taken back, and keeps account of them. */
export function floodInjector(
  { fault, target, parameters }: TelemetryFlood,
  { otlp, clock, account }: { otlp: OtlpApi; clock: Clock; account: FloodAccount },
): Injector {
  const stopping = new AbortController();
  const giveUp = new AbortController();
  const open = new Set<Promise<void>>();
  let arriving = Promise.resolve();
  const next = floodSpans(parameters, clock.now());
  const isStopping = (): boolean => stopping.signal.aborted;

  let restingUntil = 0;
  const send = async (signal?: AbortSignal): Promise<void> => {
    try {
      const answer = await otlp.sendSpans(next(), signal);
      account[answer] += parameters.spansPerRequest;
      if (answer === 'refused') restingUntil = clock.now() + afterRefusalMs;
    } catch (error) {
      account.unknown += parameters.spansPerRequest;
      throw error;
    }
  };
  const arrive = async (): Promise<void> => {
    let due = clock.now();
    while (!isStopping()) {
      due += 1000 / parameters.requestsPerSecond;
      const wait = due - clock.now();
      if (wait > 0) await clock.sleep(wait, stopping.signal).catch(() => undefined);
      // What could not be sent in time is not made up for: that keeps the flood within its measure on a slow machine.
      else due = clock.now();
      if (isStopping() || open.size >= mostInFlight || clock.now() < restingUntil) continue;
      const sending = send(giveUp.signal).catch(() => undefined);
      open.add(sending);
      void sending.finally(() => open.delete(sending));
    }
  };

  return {
    applied: { fault, target: target.component, parameters: { ...parameters } },
    async apply(signal) {
      const limit = AbortSignal.timeout(firstAnswerMs);
      await send(signal ? AbortSignal.any([signal, limit]) : limit);
      arriving = arrive();
    },
    async rollBack() {
      stopping.abort();
      await arriving;
      // Those under way come to their end, so that the account holds.
      const limit = new AbortController();
      const tooLong = clock.sleep(lastAnswerMs, limit.signal).then(
        () => giveUp.abort(),
        () => undefined,
      );
      await Promise.race([Promise.all(open), tooLong]);
      limit.abort();
      await Promise.all(open);
    },
  };
}
