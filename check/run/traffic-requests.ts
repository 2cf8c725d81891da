import type { Random } from '../../lib/random.ts';
import type { ModelSystem } from '../../simulation/services/model-system.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import { classOfTrace } from './traces/class-of-trace.ts';
import { RequestSource } from './request-source.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import type { SentRequest } from './send-traffic.ts';
import type { TraceLedger } from './traces/trace-ledger.ts';

/**
 * Returns a function that sends one request at each call: chooses it, simulates it, and enters its trace in the ledger.
 */
export function trafficRequests(options: {
  traffic: Traffic;
  time: VirtualTime;
  random: Random;
  system: ModelSystem;
  ledger: TraceLedger;
}): () => SentRequest {
  const { traffic, time, random, system, ledger } = options;
  const source = new RequestSource(traffic, random.fork('requests'));
  return () => {
    const at = time.exactNow();
    const { kind, incoming } = source.next(at);
    const { status, groundTruth, splitOff, linked } = system.request(kind.service, incoming, {});
    // If no service answered there is no trace.
    if (groundTruth.spans > 0) ledger.enter(groundTruth, classOfTrace(groundTruth, kind, traffic));
    for (const trace of linked) ledger.enter(trace, classOfTrace(trace, { class: 'normal' }, traffic));
    const all = [groundTruth, ...splitOff, ...linked];
    const ends = all.map(({ end }) => end).filter(Number.isFinite);
    return { status, end: Math.max(at, ...ends), injectedFaults: all.flatMap(({ injectedFaults }) => injectedFaults) };
  };
}
