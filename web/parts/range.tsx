import type { JSX } from 'preact';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { setParams } from '../app/route.ts';
import { Select } from './fields.tsx';

const ranges = ['5m', '15m', '30m', '1h', '3h', '12h'] as const;
export const defaultRange = '15m';

/** How far back the page looks, in milliseconds. */
export function rangeMsOf(params: URLSearchParams): number {
  return parseDuration(params.get('range') ?? defaultRange) ?? 900_000;
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
