import type { JSX } from 'preact';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import { type Field, fieldsOf } from '../../../../ui/dashboards/fields.ts';
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
  const fieldFor = fieldsOf(panel.fields, answer.series);
  const cells = columns.map((name) => {
    const isNumber = rows.some((row) => typeof row[name] === 'number');
    return { name, field: fieldFor(name), align: isNumber ? 'num' : '' };
  });
  return (
    <>
      {ignored.length > 0 && <p class="panel-note">Not applied here: the transformations {ignored.join(', ')}.</p>}
      <table>
        <thead>
          <tr>
            {cells.map(({ name, field, align }) => (
              <th key={name} scope="col" class={align}>
                {field.displayName ?? name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, index) => (
            <tr key={index}>
              {cells.map(({ name, field, align }) => (
                <td key={name} class={align}>
                  <Cell name={name} field={field} value={row[name]} />
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

interface CellProps {
  name: string;
  field: Field;
  value: string | number | undefined;
}

function Cell({ name, field, value }: CellProps): JSX.Element {
  if (typeof value === 'string') return <span>{value}</span>;
  if (name === 'Time' && value !== undefined) return <span>{localTime(value)}</span>;
  return <Value field={field} value={value} />;
}
