import { seededRandom } from '../../../lib/random.ts';
import type { Secret } from '../../../scenarios/load/requests.ts';
import { plantedSecrets } from '../../../scenarios/load/planted-secrets.ts';

/** The secrets that faults put into URLs: the same in every check, so that their origin can be recognized. */
export const trafficSecrets: readonly Secret[] = plantedSecrets(seededRandom(0));

/** Replaces `$token` and `$password` in the parameters of a fault by the secrets. */
export function withSecrets(parameters: Record<string, unknown>): Record<string, unknown> {
  const values = new Map<unknown, string>(trafficSecrets.map(({ parameter, value }) => [`$${parameter}`, value]));
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, values.get(value) ?? value]));
}
