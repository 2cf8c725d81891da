import { seededRandom } from '../../../lib/random.ts';
import type { Secret } from '../../../scenarios/load/requests.ts';
import { plantedSecrets } from '../../../scenarios/load/planted-secrets.ts';

/** The secrets that faults put into URLs: the same in every check, so that whoever finds one knows where it comes from. */
export const trafficSecrets: readonly Secret[] = plantedSecrets(seededRandom(0));

/** Parameters of a fault in which `$token` and `$password` stand for the secrets. */
export function withSecrets(parameters: Record<string, unknown>): Record<string, unknown> {
  const values = new Map<unknown, string>(trafficSecrets.map(({ parameter, value }) => [`$${parameter}`, value]));
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, values.get(value) ?? value]));
}
