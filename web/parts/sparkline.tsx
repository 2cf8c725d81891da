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
  /** As wide and as high as the element around it. */
  isStretched?: boolean;
}

/** A value over time, from zero up to its highest. */
export function Sparkline({
  points,
  from,
  to,
  label,
  tone = 'accent',
  isStretched = false,
}: SparklineProps): JSX.Element {
  return (
    <svg
      class={`sparkline ${tone}`}
      viewBox={`0 0 ${width} ${height}`}
      width={isStretched ? '100%' : width}
      height={isStretched ? '100%' : height}
      preserveAspectRatio={isStretched ? 'none' : 'xMidYMid'}
      role="img"
      aria-label={label}
    >
      <path d={sparklinePath(points, { from, to, width, height })} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
