import type { JSX } from 'preact';
import { asArray, asObject, asString } from '../../../../lib/json.ts';
import { fieldsOf } from '../../../../ui/dashboards/fields.ts';
import { reduce } from '../../../../ui/dashboards/reduce.ts';
import { Sparkline } from '../../../parts/sparkline.tsx';
import type { BodyProps } from './body.ts';
import { reachedThreshold, Value } from './value.tsx';
import { Empty } from '../../../parts/states.tsx';

const mostValues = 20;

/** One number for each series. */
export function Stat({ panel, answer: { series, start, end } }: BodyProps): JSX.Element {
  const calculation = calculationOf(panel.options);
  const fieldFor = fieldsOf(panel.fields, series);
  if (series.length === 0) return <Empty title="The query has no result." />;
  return (
    <div class="stat-panel">
      {series.slice(0, mostValues).map(({ name, refId, points }) => {
        const field = fieldFor(name, refId);
        const value = reduce(points, calculation);
        return (
          <div key={`${refId} ${name}`}>
            {series.length > 1 && <div class="muted">{field.displayName ?? name}</div>}
            <div class="stat-big">
              <Value field={field} value={value} />
            </div>
            <div class="muted">{reachedThreshold(field, value)}</div>
            {panel.options.graphMode === 'area' && points.length > 1 && (
              <Sparkline {...{ points, from: start, to: end }} label={`${panel.title} over time`} />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** How the values of a series over time become one. */
export function calculationOf({ reduceOptions }: BodyProps['panel']['options']): string {
  return asString(asArray(asObject(reduceOptions).calcs)[0]);
}
