import type { Random } from '../../lib/random.ts';
import type { Secret } from './requests.ts';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/**
 * The secrets that a run plants: random, the same for the same seed, and of letters and digits only, so that no
 * encoding on the way (URL, JSON) changes them.
 */
export function plantedSecrets(random: Random): Secret[] {
  const source = random.fork('planted secrets');
  const value = (): string => Array.from({ length: 28 }, () => alphabet[source.int(alphabet.length)]).join('');
  return [
    { parameter: 'token', value: value() },
    { parameter: 'password', value: value() },
  ];
}
