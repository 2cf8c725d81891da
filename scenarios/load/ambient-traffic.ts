import { systemClock } from '../../lib/clock.ts';
import { seededRandom } from '../../lib/random.ts';
import { Load, type LoadStats } from './load.ts';
import { ambientUserAgent, httpSender } from './sender.ts';

/** The background traffic of a sandbox that is up, so that its stores and dashboards have data. */
export interface AmbientTraffic {
  readonly stats: Readonly<LoadStats>;
  /** While a scenario runs, so that its own requests are the only ones. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export function startTraffic(options: { gateway: string; seed: number; arrivalsPerSecond?: number }): AmbientTraffic {
  const { gateway, seed, arrivalsPerSecond = 4 } = options;
  const maxInFlight = 20;
  const sender = httpSender({ gateway, userAgent: ambientUserAgent, connections: maxInFlight });
  const load = new Load({
    spec: {
      arrivalsPerSecond,
      arrivals: 'poisson',
      routes: { browse: 4, product: 3, order: 2, 'read-order': 1 },
      maxInFlight,
    },
    sender,
    random: seededRandom(seed).fork('ambient traffic'),
    clock: systemClock,
    keep: 100,
  });
  return {
    stats: load.stats,
    pause: () => load.pause(),
    resume: () => load.resume(),
    async stop() {
      await load.stop();
      await sender.close();
    },
  };
}
