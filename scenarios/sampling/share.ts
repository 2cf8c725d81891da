import { formatPercent } from '../../lib/format/percent.ts';
import type { Share } from './ledger/expected.ts';

/** The valid forms of a share, for messages. */
export const shareForms = '100%, 1%..10%, ">= 99%" or "<= 5%"';

const number = String.raw`(\d+(?:\.\d+)?)\s*%`;
const exactly = new RegExp(`^${number}$`);
const between = new RegExp(String.raw`^(\d+(?:\.\d+)?)\s*%?\s*\.\.\s*${number}$`);
const atLeast = new RegExp(`^>=\\s*${number}$`);
const atMost = new RegExp(`^<=\\s*${number}$`);

/** Parses a share such as `1%..10%`; undefined if it is invalid or not within 0% to 100%. */
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

/** `5%`, `1% to 10%`, `at least 99%`. */
export function describeShare({ min, max }: Share): string {
  if (min === max) return formatPercent(min);
  if (max === 1) return `at least ${formatPercent(min)}`;
  if (min === 0) return `at most ${formatPercent(max)}`;
  return `${formatPercent(min)} to ${formatPercent(max)}`;
}
