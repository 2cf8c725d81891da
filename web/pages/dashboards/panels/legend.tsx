import type { JSX } from 'preact';
import type { PanelSeries } from '../../../../ui/dashboards/ask-panel.ts';
import type { Field } from '../../../../ui/dashboards/fields.ts';
import { resolveLink } from '../../../../ui/dashboards/links.ts';
import { hrefOf } from '../../../app/address.ts';
import { seriesColor } from '../../../parts/service-color.ts';

interface LegendProps {
  series: readonly (PanelSeries & { field: Field })[];
  /** Whose values are shown, in milliseconds since the epoch; by default the last ones. */
  at: number | undefined;
  /** How many series the chart does not show. */
  hidden: number;
}

/** The series of a chart with their values. */
export function Legend({ series, at, hidden }: LegendProps): JSX.Element {
  return (
    <ul class="legend" tabIndex={0} aria-label="Series">
      {series.map((one, index) => {
        const { name, points, field } = one;
        const value = at === undefined ? points.at(-1)?.[1] : points.find(([time]) => time === at)?.[1];
        return (
          <li key={`${one.refId} ${name}`}>
            <span class="swatch" style={{ background: seriesColor(index) }} aria-hidden="true" />
            <SeriesName series={one} />{' '}
            <span>{value === undefined || Number.isNaN(value) ? '-' : field.format(value)}</span>
          </li>
        );
      })}
      {hidden > 0 && <li class="muted">{hidden} more are not shown</li>}
    </ul>
  );
}

function SeriesName({ series: { name, labels, field } }: { series: PanelSeries & { field: Field } }): JSX.Element {
  const [link] = field.links.flatMap((one) => resolveLink(one, labels) ?? []);
  const text = field.displayName ?? name;
  if (!link) return <span class="muted">{text}</span>;
  return (
    <a href={hrefOf(`/dashboards/${link.dashboard}`, link.variables)} title={link.title}>
      {text}
    </a>
  );
}
