import type { Random } from '../../lib/random.ts';
import { choose } from '../../simulation/services/variables.ts';
import type { IncomingRequest } from '../../simulation/services/request.ts';
import { trafficSecrets } from '../inputs/traffic/secrets.ts';
import type { RequestKind, Traffic } from '../inputs/traffic/traffic.ts';

/** The user agent of requests from outside. */
export const trafficUserAgent = 'sandbox-check';

/** A URL query with all planted secrets. */
const secretQuery = new URLSearchParams(
  trafficSecrets.map(({ parameter, value }): [string, string] => [parameter, value]),
).toString();

/** Chooses the requests of a traffic at random; the same seed gives the same requests. */
export class RequestSource {
  readonly #traffic: Traffic;
  readonly #random: Random;
  #count = 0;

  constructor(traffic: Traffic, random: Random) {
    this.#traffic = traffic;
    this.#random = random;
  }

  /**
   * The next request, to be given to `ModelSystem.request` with the service of its kind. `at` is in milliseconds since
   * the epoch.
   */
  next(at: number): { kind: RequestKind; incoming: IncomingRequest } {
    const { requests, plantSecrets } = this.#traffic;
    const kind = choose(requests, this.#random);
    if (!kind) throw new Error(`the traffic ${this.#traffic.name} has no requests`);
    this.#count += 1;
    const query = plantSecrets && this.#count % plantSecrets.every === 0 ? secretQuery : '';
    const { method, route, path } = kind;
    return { kind, incoming: { method, route, path, query, userAgent: trafficUserAgent, caller: undefined, at } };
  }
}
