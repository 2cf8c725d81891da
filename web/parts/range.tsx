import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { setParams } from '../app/route.ts';
import { useSandbox } from '../app/sandbox.ts';
import { Select } from './fields.tsx';

const ranges = ['5m', '15m', '30m', '1h', '3h', '12h'] as const;
export const defaultRange = '15m';

/** How far back the page looks, in milliseconds. */
export function rangeMsOf(params: URLSearchParams): number {
  return parseDuration(params.get('range') ?? defaultRange) ?? 900_000;
}

/** The same, but no more than the age of the sandbox: a young one has nothing to show before its start. */
export function useShownRangeMs(params: URLSearchParams): number {
  const { status } = useSandbox();
  const age = useMemo(() => Date.now() - Date.parse(status?.since ?? ''), [status === undefined, params.toString()]);
  return Math.max(60_000, Math.min(rangeMsOf(params), age || Infinity));
}

/** A step of about this many points in a range, in whole seconds; milliseconds. */
export function stepOf(rangeMs: number, points = 240): number {
  return Math.max(1_000, Math.round(rangeMs / points / 1000) * 1000);
}

/** The last `rangeMs`, on the grid of the step: points stay where they are from one answer to the next. */
export function lastRange(rangeMs: number, stepMs: number): { start: number; end: number; stepMs: number } {
  const end = Math.floor(Date.now() / stepMs) * stepMs;
  return { start: end - rangeMs, end, stepMs };
}

/** The time range of a page, in its address. */
export function RangeSelect({ params }: { params: URLSearchParams }): JSX.Element {
  return (
    <Select
      label="Time range"
      value={params.get('range') ?? defaultRange}
      options={ranges.map((range) => [range, `Last ${range}`] as const)}
      onChange={(range) => setParams({ range: range === defaultRange ? undefined : range })}
    />
  );
}
