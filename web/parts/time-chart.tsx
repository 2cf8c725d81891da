import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { themeEvent } from '../app/theme.tsx';
import { alignSeries, type ChartSeries, stacked } from './chart-data.ts';
import { type ChartMark, placeMarks } from './chart-marks.ts';
import { type ChartLook, chartOptions, type LatestChart } from './chart-options.ts';

export interface TimeChartProps {
  series: readonly ChartSeries[];
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  format: (value: number) => string;
  /** What it shows, for screen readers. */
  label: string;
  height?: number;
  look?: ChartLook;
  marks?: readonly ChartMark[];
  /** Called with the index of the time under the cursor; undefined when it leaves. */
  onCursor?: (index: number | undefined) => void;
}

const noLook: ChartLook = {};
const noMarks: readonly ChartMark[] = [];

/** Lines over time. Marks are links at the bottom of the chart, or at their value where it is on the scale. */
export function TimeChart({
  series,
  from,
  to,
  format,
  label,
  height = 280,
  look = noLook,
  marks = noMarks,
  onCursor,
}: TimeChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const latest = useRef<LatestChart>({ format, onCursor, from, to, look });
  latest.current = { format, onCursor, from, to, look };
  const placed = useRef<HTMLDivElement>(null);
  const names = series.map((one) => `${one.label} ${one.isRight ?? false}`).join('\n');
  const data = (): UPlot.AlignedData => {
    const aligned = alignSeries(series);
    return look.isStacked === true ? stacked(aligned) : aligned;
  };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(chartOptions(element, series, height, latest), data(), element);
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
    plot.current.setData(data());
    placeMarks(plot.current, placed.current, marks);
  }, [series, marks, from, to, look]);

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
