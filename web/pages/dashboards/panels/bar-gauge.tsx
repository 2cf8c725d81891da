import type { JSX } from 'preact';
import { fieldsOf } from '../../../../ui/dashboards/fields.ts';
import { reduce } from '../../../../ui/dashboards/reduce.ts';
import { Meter } from '../../../parts/meter.tsx';
import { Empty } from '../../../parts/states.tsx';
import type { BodyProps } from './body.ts';
import { calculationOf } from './stat.tsx';
import { Value } from './value.tsx';

/** A bar for each series, from the least to the greatest value of the panel. */
export function BarGauge({ panel, answer: { series } }: BodyProps): JSX.Element {
  const calculation = calculationOf(panel.options);
  const fieldFor = fieldsOf(panel.fields, series);
  const rows = series.map(({ name, refId, points }) => ({
    ...{ name, refId, field: fieldFor(name, refId), value: reduce(points, calculation) },
  }));
  if (rows.length === 0) return <Empty title="The query has no result." />;
  const highest = Math.max(...rows.map(({ value }) => value ?? 0));
  return (
    <table>
      <thead class="sr-only">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Value as a bar</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, refId, field, value }) => {
          const { min = 0, max = highest } = field;
          return (
            <tr key={`${refId} ${name}`}>
              <td>{field.displayName ?? name}</td>
              <td class="num">
                <Value field={field} value={value} />
              </td>
              <td class="bar-cell">
                <Meter share={value === undefined || max <= min ? 0 : (value - min) / (max - min)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
