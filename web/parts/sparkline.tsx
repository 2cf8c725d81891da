import type { JSX } from 'preact';
import { sparklinePath } from './sparkline-path.ts';

const width = 96;
const height = 20;

export interface SparklineProps {
  points: readonly (readonly [number, number])[];
  from: number;
  to: number;
  /** For screen readers, such as `request rate of order`. */
  label: string;
  tone?: 'accent' | 'bad';
}

/** A value over time, from zero up to its highest. */
export function Sparkline({ points, from, to, label, tone = 'accent' }: SparklineProps): JSX.Element {
  return (
    <svg
      class={`sparkline ${tone}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      <path d={sparklinePath(points, { from, to, width, height })} />
    </svg>
  );
}
