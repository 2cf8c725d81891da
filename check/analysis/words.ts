import type { SourceLine } from '../../lib/events/source-line.ts';
import { describeSource } from '../../lib/events/source-line.ts';

/** `3 traces`, `1 trace`. */
export function traces(count: number): string {
  return count === 1 ? '1 trace' : `${count} traces`;
}

/** `12.5 %`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const percent = (100 * part) / whole;
  return `${percent > 0 && percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** `1.2 s` or `80 ms`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

/** ` (collector.yaml:12)`; empty where the line is not known. */
export function at(source: SourceLine | undefined): string {
  return source ? ` (${describeSource(source)})` : '';
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `errors (12), slow (3)`, the greatest first. */
export function counts(by: Readonly<Record<string, number>>): string {
  const entries = Object.entries(by).sort(([, a], [, b]) => b - a);
  return entries.map(([name, count]) => `${name} (${count})`).join(', ');
}
