import type { JSX } from 'preact';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import { fieldOf, rangeOf, type ValueRange } from '../../../../ui/dashboards/fields.ts';
import { tableOf } from '../../../../ui/dashboards/table.ts';
import { Empty } from '../../../parts/states.tsx';
import type { BodyProps } from './body.ts';
import { TraceTable } from './trace-table.tsx';
import { Value } from './value.tsx';

const mostRows = 200;

/** Labels and values, a row for each series; or traces. */
export function Table({ panel, answer }: BodyProps): JSX.Element {
  if (answer.traces.length > 0) return <TraceTable traces={answer.traces} />;
  const { columns, rows, ignored } = tableOf(answer.series, panel);
  if (rows.length === 0) return <Empty title="The queries have no result in this time range." />;
  const range = rangeOf(answer.series);
  const isNumber = (name: string): boolean => rows.some((row) => typeof row[name] === 'number');
  return (
    <>
      {ignored.length > 0 && <p class="panel-note">Not applied here: the transformations {ignored.join(', ')}.</p>}
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" class={isNumber(name) ? 'num' : ''}>
                {fieldOf(panel.fields, name).displayName ?? name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, index) => (
            <tr key={index}>
              {columns.map((name) => (
                <td key={name} class={isNumber(name) ? 'num' : ''}>
                  <Cell {...{ panel, name, range }} value={row[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && (
        <p class="panel-note">
          The first {mostRows} of {rows.length} rows.
        </p>
      )}
    </>
  );
}

interface CellProps extends Pick<BodyProps, 'panel'> {
  name: string;
  value: string | number | undefined;
  range: ValueRange;
}

function Cell({ panel, name, value, range }: CellProps): JSX.Element {
  if (typeof value === 'string') return <span>{value}</span>;
  if (name === 'Time' && value !== undefined) return <span>{localTime(value)}</span>;
  return <Value field={fieldOf(panel.fields, name, '', range)} value={value} />;
}
