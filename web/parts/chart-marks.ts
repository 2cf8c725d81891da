import type UPlot from 'uplot';

/** A point that leads somewhere. */
export interface ChartMark {
  /** Milliseconds since the epoch. */
  time: number;
  value: number;
  label: string;
  href: string;
}

/** Of a link, in pixels: two that are nearer could not be hit apart. */
const size = 24;

/**
 * Puts the links of marks to their points. Of those that are too near to one another only the highest is shown. The scale
 * is known only after the chart has been drawn.
 */
export function placeMarks(plot: UPlot, container: HTMLElement | null, marks: readonly ChartMark[]): void {
  requestAnimationFrame(() => {
    const { left, top, width, height } = plot.over.getBoundingClientRect();
    const frame = container?.getBoundingClientRect();
    if (!container || !frame) return;
    const max = plot.scales.y?.max ?? 0;
    const placed: { x: number; y: number }[] = [];
    const byValue = [...marks.entries()].sort(([, a], [, b]) => b.value - a.value);
    for (const [index, mark] of byValue) {
      const link = container.children[index];
      if (!(link instanceof HTMLElement)) continue;
      const x = plot.valToPos(mark.time / 1000, 'x');
      const y = mark.value <= max ? Math.max(0, Math.min(height, plot.valToPos(mark.value, 'y'))) : 0;
      const isNear = placed.some((other) => Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) < size);
      link.hidden = x < 0 || x > width || isNear;
      if (!link.hidden) placed.push({ x, y });
      link.style.left = `${left - frame.left + x}px`;
      link.style.top = `${top - frame.top + y}px`;
    }
  });
}
