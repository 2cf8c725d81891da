import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { localTime } from '../../lib/format/time-of-day.ts';
import { themeEvent } from '../app/theme.tsx';
import { alignSeries, type ChartSeries } from './chart-data.ts';
import { seriesColor } from './service-color.ts';

/** A point that leads somewhere. */
export interface ChartMark {
  /** Milliseconds since the epoch. */
  time: number;
  value: number;
  label: string;
  href: string;
}

export interface TimeChartProps {
  series: readonly ChartSeries[];
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  format: (value: number) => string;
  /** What it shows, for screen readers. */
  label: string;
  height?: number;
  marks?: readonly ChartMark[];
  /** Called with the index of the time under the cursor; undefined when it leaves. */
  onCursor?: (index: number | undefined) => void;
}

/** Lines over time. Marks are links at the bottom of the chart, or at their value where it is on the scale. */
export function TimeChart({
  series,
  from,
  to,
  format,
  label,
  height = 280,
  marks = [],
  onCursor,
}: TimeChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const latest = useRef({ format, onCursor, from, to });
  latest.current = { format, onCursor, from, to };
  const placed = useRef<HTMLDivElement>(null);
  const names = series.map((one) => one.label).join('\n');

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsOf(element, series, height, latest), alignSeries(series), element);
      placeMarks(plot.current, placed.current, marks);
    };
    make();
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height });
      if (plot.current) placeMarks(plot.current, placed.current, marks);
    });
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    addEventListener(themeEvent, make);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', make);
      removeEventListener(themeEvent, make);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [names, height]);
  useEffect(() => {
    if (!plot.current) return;
    plot.current.setData(alignSeries(series));
    placeMarks(plot.current, placed.current, marks);
  }, [series, marks, from, to]);

  return (
    <div class="chart" role="figure" aria-label={label}>
      <div ref={box} />
      <div class="marks" ref={placed}>
        {marks.map(({ time, href, label: text }) => (
          <a key={`${time} ${href}`} href={href} title={text} aria-label={text} />
        ))}
      </div>
    </div>
  );
}

interface Latest {
  current: {
    format: TimeChartProps['format'];
    onCursor: TimeChartProps['onCursor'] | undefined;
    from: number;
    to: number;
  };
}

function optionsOf(
  element: HTMLElement,
  series: readonly ChartSeries[],
  height: number,
  latest: Latest,
): UPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: color('--border'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: () => [latest.current.from / 1000, latest.current.to / 1000] },
      y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, values: (_, splits) => splits.map((seconds) => localTime(seconds * 1000)) },
      { ...axis, size: 64, values: (_, splits) => splits.map((value) => latest.current.format(value)) },
    ],
    series: [
      {},
      ...series.map(({ label }, index) => {
        const stroke = color(seriesColor(index).slice(4, -1));
        return { label, stroke, width: 1.5, points: { show: false }, spanGaps: false };
      }),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => latest.current.onCursor?.(idx ?? undefined)] },
  };
}

/** The links follow the scale, which uPlot knows only after it has drawn. */
function placeMarks(plot: UPlot, container: HTMLElement | null, marks: readonly ChartMark[]): void {
  requestAnimationFrame(() => {
    const { left, top, width, height } = plot.over.getBoundingClientRect();
    const frame = container?.getBoundingClientRect();
    if (!container || !frame) return;
    const max = plot.scales.y?.max ?? 0;
    for (const [index, mark] of marks.entries()) {
      const link = container.children[index];
      if (!(link instanceof HTMLElement)) continue;
      const x = plot.valToPos(mark.time / 1000, 'x');
      const y = mark.value <= max ? plot.valToPos(mark.value, 'y') : 0;
      link.hidden = x < 0 || x > width;
      link.style.left = `${left - frame.left + x}px`;
      link.style.top = `${top - frame.top + Math.max(0, Math.min(height, y))}px`;
    }
  });
}
