import { type DrawnType, drawnTypes } from '../../../../ui/dashboards/panel-types.ts';
import { BarGauge } from './bar-gauge.tsx';
import type { Body } from './body.ts';
import { Logs } from './logs.tsx';
import { NodeGraph } from './node-graph.tsx';
import { Stat } from './stat.tsx';
import { Table } from './table.tsx';
import { TimeSeries } from './time-series.tsx';

const bodies: Readonly<Record<DrawnType, Body>> = {
  timeseries: TimeSeries,
  stat: Stat,
  gauge: BarGauge,
  bargauge: BarGauge,
  table: Table,
  traces: Table,
  logs: Logs,
  nodeGraph: NodeGraph,
};

/** What draws the panels of a type; undefined for those without queries, and those that are not drawn. */
export function bodyOf(type: string): Body | undefined {
  const known = drawnTypes.find((one) => one === type);
  return known && bodies[known];
}
