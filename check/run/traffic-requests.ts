import type { Random } from '../../lib/random.ts';
import type { ModelSystem } from '../../simulation/services/model-system.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import { classOf } from '../inputs/traffic/class-of.ts';
import { RequestSource } from './request-source.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import type { Played } from './simulate.ts';
import type { TraceLedger } from './trace-ledger.ts';

/** Plays one request at each call: chosen, worked out by the model, and entered in the ledger. */
export function trafficRequests(options: {
  traffic: Traffic;
  time: VirtualTime;
  random: Random;
  system: ModelSystem;
  ledger: TraceLedger;
}): () => Played {
  const { traffic, time, random, system, ledger } = options;
  const source = new RequestSource(traffic, random.fork('requests'));
  return () => {
    const at = time.exactNow();
    const { kind, incoming } = source.next(at);
    const { status, groundTruth, splitOff } = system.request(kind.service, incoming, {});
    // Where nothing answered there is no trace to be kept.
    if (groundTruth.spans > 0) ledger.enter(groundTruth, classOf({ ...groundTruth, kind }, traffic));
    const all = [groundTruth, ...splitOff];
    const ends = all.map(({ end }) => end).filter(Number.isFinite);
    return { status, end: Math.max(at, ...ends), struck: all.flatMap(({ injectedFaults }) => injectedFaults) };
  };
}
