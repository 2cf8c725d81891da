import { givenPattern, knownSecret, type SecretPattern } from '../analysis/secrets/secret-pattern.ts';
import { trafficSecrets } from '../inputs/traffic/secrets.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';

/** Shorter values would be found in ordinary text. */
const minLength = 6;

/**
 * The secrets that a check searches for: the user's patterns, and what the traffic plants in requests or by a fault.
 */
export function secretsOf({ plantSecrets, faultSchedule }: Traffic, patterns: readonly RegExp[]): SecretPattern[] {
  const known = new Map<string, SecretPattern>();
  const faults = faultSchedule.flatMap(({ faults }) => faults).filter(({ fault }) => fault === 'secret-in-url');
  for (const { parameters } of faults) {
    for (const name of ['token', 'password']) {
      const value = parameters[name];
      if (typeof value !== 'string' || value.length < minLength) continue;
      known.set(value, knownSecret(`${name} of the fault secret-in-url`, value));
    }
  }
  if (plantSecrets) {
    for (const { parameter, value } of trafficSecrets) known.set(value, knownSecret(`planted ${parameter}`, value));
  }
  return [...patterns.map(givenPattern), ...known.values()];
}
