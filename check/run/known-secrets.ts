import { givenPattern, knownSecret, type SecretPattern } from '../analysis/secrets/secret-pattern.ts';
import { trafficSecrets } from '../inputs/traffic/secrets.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';

/** Shorter ones would be found in what is none. */
const shortest = 6;

/** What a check looks for: the patterns that were given, and the secrets that its traffic carries, in requests or by a fault. */
export function secretsOf({ plantSecrets, drill }: Traffic, given: readonly RegExp[]): SecretPattern[] {
  const known = new Map<string, SecretPattern>();
  const faults = drill.flatMap(({ faults }) => faults).filter(({ fault }) => fault === 'secret-in-url');
  for (const { parameters } of faults) {
    for (const name of ['token', 'password']) {
      const value = parameters[name];
      if (typeof value !== 'string' || value.length < shortest) continue;
      known.set(value, knownSecret(`${name} of the fault secret-in-url`, value));
    }
  }
  if (plantSecrets) {
    for (const { parameter, value } of trafficSecrets) known.set(value, knownSecret(`planted ${parameter}`, value));
  }
  return [...given.map(givenPattern), ...known.values()];
}
