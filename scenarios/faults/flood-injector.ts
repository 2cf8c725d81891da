import type { Clock } from '../../lib/clock.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';
import type { TelemetryFlood } from './fault-schema.ts';
import { floodSpans } from './flood-spans.ts';
import type { Injector } from './injector.ts';

/** How the Collector answered the spans of a flood. */
export interface FloodAccount {
  accepted: number;
  refused: number;
  /** Without a response, or with one that means neither: whether they were accepted is unknown. */
  unknown: number;
}

/**
 * The most requests of a flood that may be without a response; what is due beyond is not sent. On a machine that is too
 * busy for the Collector to accept a flood, the requests in flight fill its memory.
 */
const mostInFlight = 24;
/**
 * The pause after a refusal, as in an SDK: reading what it refuses would cost the Collector more than what it accepts.
 */
const afterRefusalMs = 500;
/** How long the Collector may take to answer the first request, which shows that the flood reaches it. */
const firstAnswerMs = 10_000;
/** How long it may take to answer the last ones. */
const lastAnswerMs = 10_000;

/** A runaway service: sends spans to the Collector at a fixed rate until it is reverted, and counts the responses. */
export function floodInjector(
  { fault, target, parameters }: TelemetryFlood,
  { otlp, clock, account }: { otlp: OtlpApi; clock: Clock; account: FloodAccount },
): Injector {
  const stopping = new AbortController();
  const timedOut = new AbortController();
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
      // What could not be sent in time is not sent later: that keeps the flood at its rate on a slow machine.
      else due = clock.now();
      if (isStopping() || open.size >= mostInFlight || clock.now() < restingUntil) continue;
      const sending = send(timedOut.signal).catch(() => undefined);
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
    async revert() {
      stopping.abort();
      await arriving;
      // Requests in flight are waited for, so that all responses are counted.
      const limit = new AbortController();
      const tooLong = clock.sleep(lastAnswerMs, limit.signal).then(
        () => timedOut.abort(),
        () => undefined,
      );
      await Promise.race([Promise.all(open), tooLong]);
      limit.abort();
      await Promise.all(open);
    },
  };
}
