import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Lane } from '../../../ui/collector/lanes.ts';
import { seriesColor } from '../../parts/service-color.ts';

interface Box {
  left: number;
  right: number;
  y: number;
}

/** Between two lines next to one another, in pixels. */
const spacing = 6;

/** Lines from each connector at the end of a pipeline to itself at the beginning of others, around the pipelines. */
export function Joins({
  lanes,
  frame,
}: {
  lanes: readonly Lane[];
  frame: RefObject<HTMLDivElement | null>;
}): JSX.Element {
  const [paths, setPaths] = useState<readonly string[]>([]);
  const measure = (): void => {
    const next = frame.current ? pathsOf(frame.current, lanes) : [];
    setPaths((before) => (before.join() === next.join() ? before : next));
  };
  const latest = useRef(measure);
  latest.current = measure;
  // Components move whenever one of them shows more or less.
  useEffect(measure);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <svg class="joins" aria-hidden="true">
      {paths.map((path, index) => (
        <path key={index} d={path} style={{ stroke: seriesColor(index) }} />
      ))}
    </svg>
  );
}

function pathsOf(frame: HTMLElement, lanes: readonly Lane[]): string[] {
  const origin = frame.getBoundingClientRect();
  const boxes = new Map<string, Box>();
  for (const element of frame.querySelectorAll<HTMLElement>('[data-joint]')) {
    const { left, right, top, height } = element.getBoundingClientRect();
    const box = { left: left - origin.left, right: right - origin.left, y: top - origin.top + height / 2 };
    boxes.set(element.dataset.joint ?? '', box);
  }
  const tops = new Map(
    [...frame.querySelectorAll<HTMLElement>('.lane')].map(
      (element, index) => [lanes[index]?.id ?? '', element.getBoundingClientRect().top - origin.top] as const,
    ),
  );
  const joins = lanes.flatMap(({ id, exporters }) =>
    exporters.flatMap((node) => node.joins.map((target) => ({ source: id, target, connector: node.id }))),
  );
  return joins.flatMap(({ source, target, connector }, index) => {
    const [from, to] = [boxes.get(`out ${source} ${connector}`), boxes.get(`in ${target} ${connector}`)];
    const top = tops.get(target);
    if (!from || !to || top === undefined) return [];
    const right = frame.clientWidth - 4 - index * spacing;
    const left = 4 + index * spacing;
    const between = top - 6 - index * 3;
    return [`M${from.right} ${from.y}H${right}V${between}H${left}V${to.y}H${to.left - 2}` + `m-6 -4l6 4l-6 4`];
  });
}
