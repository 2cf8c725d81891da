import { parseRoute } from '../app/address.ts';

/** A place in a report, as its address has it after `#`: `/findings/3`, `/runs/2`, `/traces/1`. Numbers are from 1. */
export type Place = { of: 'finding' | 'run' | 'trace'; number: number } | undefined;

const kinds: Readonly<Record<string, NonNullable<Place>['of']>> = { findings: 'finding', runs: 'run', traces: 'trace' };

export function placeOf(hash: string): Place {
  const { page, id = '' } = parseRoute(hash);
  if (!/^\d+$/.test(id)) return undefined;
  const of = kinds[page];
  return of && { of, number: Number(id) };
}

export const findingHref = (number: number): string => `#/findings/${number}`;
export const traceHref = (number: number): string => `#/traces/${number}`;
export const runHref = (number: number): string => `#/runs/${number}`;
