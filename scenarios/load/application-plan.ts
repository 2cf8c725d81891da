import type { Random } from '../../lib/random.ts';
import type { ApplicationRequest } from '../scenario.ts';
import { type Plan, plant, type PlannedRequest, type PlantedSecrets } from './requests.ts';

/** Chooses requests to the user's own application by weight. The same seed gives the same requests. */
export class ApplicationPlan implements Plan {
  readonly first = undefined;
  private readonly requests: readonly ApplicationRequest[];
  private readonly random: Random;
  private readonly secrets: PlantedSecrets | undefined;
  private readonly total: number;
  private planned = 0;

  constructor(requests: readonly ApplicationRequest[], random: Random, secrets?: PlantedSecrets) {
    this.requests = requests;
    this.random = random;
    this.secrets = secrets;
    this.total = requests.reduce((sum, { weight }) => sum + weight, 0);
  }

  next(): PlannedRequest {
    this.planned += 1;
    const { name: route, method, path, headers, body } = this.choose();
    return plant({ route, method, path, headers, ...(body === undefined ? {} : { body }) }, this.planned, this.secrets);
  }

  learn(): void {
    // Its requests do not depend on responses.
  }

  private choose(): ApplicationRequest {
    let at = this.random.next() * this.total;
    for (const request of this.requests) {
      at -= request.weight;
      if (at < 0) return request;
    }
    const [first] = this.requests;
    if (!first) throw new Error('a load without requests');
    return first;
  }
}
