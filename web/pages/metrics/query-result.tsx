import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { plural } from '../../../lib/format/number.ts';
import { labelSuffix } from '../../../lib/format/labels.ts';
import { right } from '../../../lib/format/table-column.ts';
import { localTime } from '../../../lib/format/time-of-day.ts';
import type { RangeSeries } from '../../../ui/clients.ts';
import { type Exemplar, traceIdOf } from '../../../ui/metrics/exemplars.ts';
import { hrefOf } from '../../app/address.ts';
import { formatterOf, spread } from '../../parts/chart-data.ts';
import { Panel } from '../../parts/panel.tsx';
import { seriesColor } from '../../parts/service-color.ts';
import { Empty } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';
import { TimeChart } from '../../parts/time-chart.tsx';

interface QueryResultProps {
  query: string;
  start: number;
  end: number;
  series: readonly RangeSeries[];
  exemplars: readonly Exemplar[];
  /** What to do without a result. */
  hint?: string;
}

/** More lines could not be distinguished. */
const mostLines = 40;

/** The chart of a query, and its series with their values at the cursor. */
export function QueryResult({ query, start, end, series: all, exemplars, hint }: QueryResultProps): JSX.Element {
  const [cursor, setCursor] = useState<number>();
  const format = useMemo(() => formatterOf(query), [query]);
  const series = useMemo(
    () => all.slice(0, mostLines).map(({ labels, points }) => ({ label: nameOf(labels), points })),
    [all],
  );
  const marks = useMemo(
    () =>
      spread(exemplars, { start, end }).map((exemplar) => ({
        ...{ time: exemplar.time, value: exemplar.value },
        label: `Exemplar at ${localTime(exemplar.time)}, ${format(exemplar.value)}: show its trace`,
        href: hrefOf(`/traces/${traceIdOf(exemplar) ?? ''}`),
      })),
    [exemplars, format, start, end],
  );
  if (all.length === 0) {
    return (
      <Panel title="Result">
        <Empty title="The query has no result in this time range.">
          {hint ?? 'Choose a metric above to see which labels its series have, or widen the time range.'}
        </Empty>
      </Panel>
    );
  }
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const at = cursor === undefined ? undefined : times[cursor];
  return (
    <Panel
      title="Result"
      note={`${plural(all.length, 'series', 'series')}${all.length > mostLines ? `, the first ${mostLines} shown` : ''}`}
      actions={
        <span class="muted">
          {marks.length > 0
            ? `${plural(exemplars.length, 'exemplar')}, the highest of each time leads to its trace`
            : ''}
        </span>
      }
      isFlush
    >
      <TimeChart
        {...{ series, from: start, to: end, format, marks }}
        label={`Chart of ${query}`}
        onCursor={setCursor}
      />
      <table>
        <TableHead
          columns={[
            'Series',
            right(at === undefined ? 'Last' : localTime(at)),
            { ...right('Lowest'), isWideOnly: true },
            { ...right('Highest'), isWideOnly: true },
          ]}
        />
        <tbody>
          {series.map(({ label, points }, index) => {
            const values = points.map(([, value]) => value).filter(Number.isFinite);
            const value = at === undefined ? points.at(-1)?.[1] : points.find(([time]) => time === at)?.[1];
            return (
              <tr key={label}>
                <td class="mono break">
                  <span class="service">
                    <span class="swatch" style={{ background: seriesColor(index) }} aria-hidden="true" />
                  </span>{' '}
                  {label}
                </td>
                <td class="num">{value === undefined ? '-' : format(value)}</td>
                <td class="num wide-only">{values.length === 0 ? '-' : format(Math.min(...values))}</td>
                <td class="num wide-only">{values.length === 0 ? '-' : format(Math.max(...values))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

function nameOf({ __name__: name = '', ...labels }: Record<string, string>): string {
  return `${name}${labelSuffix(labels)}` || 'value';
}
