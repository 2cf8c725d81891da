import type UPlot from 'uplot';

/** A point that leads somewhere. */
export interface ChartMark {
  /** Milliseconds since the epoch. */
  time: number;
  value: number;
  label: string;
  href: string;
}

/** Puts the links of marks to their points. The scale is known only after the chart has been drawn. */
export function placeMarks(plot: UPlot, container: HTMLElement | null, marks: readonly ChartMark[]): void {
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
