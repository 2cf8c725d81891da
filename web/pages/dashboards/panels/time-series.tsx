import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import { type Field, fieldsOf } from '../../../../ui/dashboards/fields.ts';
import { traceIdOf } from '../../../../ui/metrics/exemplars.ts';
import { hrefOf } from '../../../app/address.ts';
import { alignSeries, spread } from '../../../parts/chart-data.ts';
import { Empty } from '../../../parts/states.tsx';
import { TimeChart } from '../../../parts/time-chart.tsx';
import type { BodyProps } from './body.ts';
import { Legend } from './legend.tsx';

/** More lines could not be distinguished. */
const mostSeries = 40;
const legendHeight = 52;

/** Lines over time, with the values at the cursor in the legend. */
export function TimeSeries({ panel, answer, regions, height }: BodyProps): JSX.Element {
  const [cursor, setCursor] = useState<number>();
  const { start, end } = answer;
  const shown = useMemo(() => {
    const fieldFor = fieldsOf(panel.fields, answer.series);
    return answer.series
      .slice(0, mostSeries)
      .map((one) => ({ ...one, field: fieldFor(one.name, one.refId) }))
      .filter(({ field, points }) => !field.isHidden && points.some(([, value]) => Number.isFinite(value)));
  }, [answer, panel]);
  // Without a series on the left, the only unit is there.
  const left = shown.find((one) => !one.field.isRight);
  const series = useMemo(
    () =>
      shown.map(({ name, points, field }) => ({
        label: field.displayName ?? name,
        points,
        isRight: field.isRight && left !== undefined,
      })),
    [shown],
  );
  const field = (left ?? shown[0])?.field;
  const look = useMemo(() => field && lookOf(field, shown, regions), [shown, regions]);
  const marks = useMemo(
    () =>
      spread(answer.exemplars, answer).map((exemplar) => ({
        ...{ time: exemplar.time, value: exemplar.value },
        label: `Exemplar at ${localTime(exemplar.time)}, ${field?.format(exemplar.value) ?? ''}: show its trace`,
        href: hrefOf(`/traces/${traceIdOf(exemplar) ?? ''}`),
      })),
    [answer],
  );
  if (!field || !look) return <Empty title="The queries have no result in this time range." />;
  const [times] = cursor === undefined ? [] : alignSeries(series);
  const at = cursor === undefined ? undefined : times?.[cursor];
  return (
    <>
      <TimeChart
        {...{ series, from: start, to: end, format: field.format, marks, look }}
        height={Math.max(120, height - legendHeight)}
        label={`Chart of ${panel.title}`}
        onCursor={setCursor}
      />
      <Legend series={shown} at={at === undefined ? undefined : at * 1000} hidden={answer.series.length - mostSeries} />
    </>
  );
}

function lookOf(field: Field, shown: readonly { field: Field }[], regions: BodyProps['regions']) {
  const right = shown.find((one) => one.field.isRight)?.field;
  return {
    ...{ isStacked: field.isStacked, fillOpacity: field.fillOpacity, min: field.min, max: field.max, regions },
    isBinary: field.unit === 'bytes',
    thresholds: field.hasThresholdLines
      ? field.thresholds.filter(({ from, tone }) => Number.isFinite(from) && tone !== 'none').map(({ from }) => from)
      : [],
    ...(right ? { formatRight: right.format } : {}),
  };
}
