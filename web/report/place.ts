import { parseRoute } from '../app/address.ts';

/** A place in a report, as its address has it after `#`: `/findings/3`, `/runs/2`. Numbers are from 1. */
export type Place = { of: 'finding' | 'run'; number: number } | undefined;

export function placeOf(hash: string): Place {
  const { page, id = '' } = parseRoute(hash);
  if (!/^\d+$/.test(id)) return undefined;
  if (page === 'findings') return { of: 'finding', number: Number(id) };
  return page === 'runs' ? { of: 'run', number: Number(id) } : undefined;
}

export const findingHref = (number: number): string => `#/findings/${number}`;
export const runHref = (number: number): string => `#/runs/${number}`;
