import type UPlot from 'uplot';
import { localTime } from '../../lib/format/time-of-day.ts';
import type { ChartSeries } from './chart-data.ts';
import { seriesColor } from './service-color.ts';

/** How a chart is drawn, in addition to its series. */
export interface ChartLook {
  /** On top of one another. */
  isStacked?: boolean;
  /** Of the area below a line, in percent. */
  fillOpacity?: number;
  /** The values that the scale has at least; by default from 0 to a little more than the highest. */
  min?: number | undefined;
  max?: number | undefined;
  /** Dashed lines at these values. */
  thresholds?: readonly number[];
  /** Ranges of time to mark, in milliseconds since the epoch. */
  regions?: readonly { from: number; to: number }[];
  /** Whether the scale has powers of two, such as MiB. */
  isBinary?: boolean;
  /** Of the series on the right scale. */
  formatRight?: (value: number) => string;
}

/** What changes between two drawings of one chart. */
export interface LatestChart {
  format: (value: number) => string;
  onCursor: ((index: number | undefined) => void) | undefined;
  from: number;
  to: number;
  look: ChartLook;
}

/** uPlot's options for a chart in `element`, with the colors of the theme. */
export function chartOptions(
  element: HTMLElement,
  series: readonly ChartSeries[],
  height: number,
  latest: { current: LatestChart },
): UPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const { isStacked = false, fillOpacity = 0, isBinary = false } = latest.current.look;
  const axis = { stroke: color('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: color('--border'), width: 1 };
  const values = (format: () => (value: number) => string) => (_: UPlot, splits: number[]) =>
    splits.map((value) => format()(value));
  const hasRight = series.some(({ isRight }) => isRight);
  const right = (): ((value: number) => string) => latest.current.look.formatRight ?? latest.current.format;
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: () => [latest.current.from / 1000, latest.current.to / 1000] },
      y: { range: valueRange(() => latest.current.look) },
      ...(hasRight ? { right: { range: valueRange(() => ({})) } } : {}),
    },
    axes: [
      { ...axis, grid, size: 28, space: timeSpace, values: (_, splits) => timeLabels(splits) },
      {
        ...axis,
        grid,
        size: 64,
        ...(isBinary ? { incrs: powersOfTwo } : {}),
        values: values(() => latest.current.format),
      },
      ...(hasRight
        ? [{ ...axis, side: rightSide, grid: { show: false }, scale: 'right', size: 56, values: values(right) }]
        : []),
    ],
    series: [
      {},
      ...series.map(({ label, isRight = false }, index) => {
        const stroke = color(seriesColor(index).slice(4, -1));
        const fill = fillOpacity > 0 ? { fill: withOpacity(stroke, fillOpacity) } : {};
        const scale = isRight ? { scale: 'right' } : {};
        return { label, stroke, width: 1.5, points: { show: false }, spanGaps: false, ...fill, ...scale };
      }),
    ],
    // Each area ends at the line below it.
    ...(isStacked
      ? { bands: series.slice(1).map((_, index): UPlot.Band => ({ series: [index + 2, index + 1] })) }
      : {}),
    hooks: {
      setCursor: [({ cursor: { idx } }) => latest.current.onCursor?.(idx ?? undefined)],
      drawClear: [(plot) => drawRegions(plot, latest.current.look.regions ?? [], color('--bad'))],
      draw: [(plot) => drawThresholds(plot, latest.current.look.thresholds ?? [], color('--bad'))],
    },
  };
}

/** From 0, or what the look has at least, to a little more than the highest value. */
function valueRange(look: () => Pick<ChartLook, 'min' | 'max'>): UPlot.Scale.Range {
  return (_, low, high) => {
    const { min = Math.min(0, low), max = high > 0 ? high * 1.08 : 1 } = look();
    return [Math.min(min, low), Math.max(max, high)];
  };
}

// An enum of types alone: it has no values at run time.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const rightSide = 1 as UPlot.Axis.Side.Right;

/** Pixels from one time to the next: less where it has no seconds. */
const timeSpace: UPlot.Axis.Space = (_, __, min, max, width) => (((max - min) / width) * 44 > 30 ? 44 : 64);

function timeLabels(splits: readonly number[]): string[] {
  const isWhole = splits.every((seconds) => seconds % 60 === 0);
  return splits.map((seconds) => localTime(seconds * 1000).slice(0, isWhole ? 5 : 8));
}

const powersOfTwo = Array.from({ length: 60 }, (_, power) => 2 ** power);

function drawRegions(plot: UPlot, regions: NonNullable<ChartLook['regions']>, color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = withOpacity(color, 12);
  for (const { from, to } of regions) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1000, 'x', true));
    const end = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, 'x', true));
    if (end > left) ctx.fillRect(left, bbox.top, Math.max(2, end - left), bbox.height);
  }
  ctx.restore();
}

function drawThresholds(plot: UPlot, thresholds: readonly number[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  for (const value of thresholds) {
    const y = plot.valToPos(value, 'y', true);
    // Beyond the scale there is nothing to draw.
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}

/** `#rrggbb` with an opacity in percent. */
function withOpacity(color: string, percent: number): string {
  return `${color}${Math.round((percent / 100) * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
