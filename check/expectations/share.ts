import type { Share } from '../../scenarios/sampling/ledger/expected.ts';

/** How a share is written, for messages. */
export const shareForms = '100%, 1%..10%, ">= 99%" or "<= 5%"';

const number = String.raw`(\d+(?:\.\d+)?)\s*%`;
const exactly = new RegExp(`^${number}$`);
const between = new RegExp(String.raw`^(\d+(?:\.\d+)?)\s*%?\s*\.\.\s*${number}$`);
const atLeast = new RegExp(`^>=\\s*${number}$`);
const atMost = new RegExp(`^<=\\s*${number}$`);

/** Reads a share as a person writes it; undefined for what is none, or not within 0 % to 100 %. */
export function parseShare(text: string): Share | undefined {
  const trimmed = text.trim();
  const share = (percent: string | undefined): number => Number((Number(percent) / 100).toFixed(9));
  const bounds = ((): Share | undefined => {
    let match = exactly.exec(trimmed);
    if (match) return { min: share(match[1]), max: share(match[1]) };
    match = between.exec(trimmed);
    if (match) return { min: share(match[1]), max: share(match[2]) };
    match = atLeast.exec(trimmed);
    if (match) return { min: share(match[1]), max: 1 };
    match = atMost.exec(trimmed);
    return match ? { min: 0, max: share(match[1]) } : undefined;
  })();
  return bounds && bounds.min <= bounds.max && bounds.max <= 1 ? bounds : undefined;
}

/** `5 %`, `1 % to 10 %`, `at least 99 %`. */
export function describeShare({ min, max }: Share): string {
  if (min === max) return percent(min);
  if (max === 1) return `at least ${percent(min)}`;
  if (min === 0) return `at most ${percent(max)}`;
  return `${percent(min)} to ${percent(max)}`;
}

/** Of a share from 0 to 1, with three digits at most: `5 %`, `0.25 %`; never 100 % for less than all, nor 0 % for more than nothing. */
export function percent(share: number): string {
  if (share > 0.999 && share < 1) return '> 99.9 %';
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  return `${Number((share * 100).toPrecision(3))} %`;
}
