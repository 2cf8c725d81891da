import type { ComponentChildren, JSX } from 'preact';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { localTime } from '../../lib/format/time-of-day.ts';
import type { StateRange, StateTrack } from '../../ui/runs/tracks.ts';
import { Sparkline } from './sparkline.tsx';

/** A value over time, from zero up to its highest. */
interface Curve {
  label: string;
  /** Milliseconds since the epoch, value. */
  points: readonly (readonly [number, number])[];
  tone: 'accent' | 'bad';
}

interface TimelineProps {
  tracks: readonly StateTrack[];
  /** Above the tracks. */
  curves?: readonly Curve[];
  /** Milliseconds since the epoch; open ranges end at `to`. */
  from: number;
  to: number;
  /** Whether the scale counts from the start, or shows the time of day. */
  scale?: 'since' | 'clock';
  /** The time to mark in all rows. */
  at?: number;
  /** Below the rows, as wide as they are. */
  children?: ComponentChildren;
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8] as const;

/** Curves and time ranges on one scale: phases, faults and the states of alerts. Every range has its state as text. */
export function Timeline({ tracks, curves = [], from, to, scale = 'since', at, children }: TimelineProps): JSX.Element {
  const span = Math.max(1, to - from);
  return (
    <div class="timeline">
      <div class="timeline-row timeline-scale" aria-hidden="true">
        <span />
        <span class="timeline-area">
          {ticks.map((share) => (
            <span key={share} class="tick" style={{ left: `${share * 100}%` }}>
              {scale === 'clock'
                ? localTime(from + share * span)
                : formatDuration(Math.round((share * span) / 1000) * 1000)}
            </span>
          ))}
        </span>
      </div>
      {curves.map(({ label, points, tone }) => (
        <div key={label} class="timeline-row">
          <span class="clip muted" title={label}>
            {label}
          </span>
          <span class="timeline-area">
            <Sparkline {...{ points, from, to, label, tone }} isStretched />
            <Cursor {...{ at, from, span }} />
          </span>
        </div>
      ))}
      {tracks.map(({ kind, label, ranges }) => (
        <div key={`${kind} ${label}`} class="timeline-row">
          <span class="clip" title={label}>
            {kind === 'phase' ? <span class="muted">phase</span> : label}
          </span>
          <span class="timeline-area">
            {ranges.map((range) => (
              <Range key={`${range.state} ${range.from}`} {...{ range, from, to, span }} />
            ))}
            <Cursor {...{ at, from, span }} />
          </span>
        </div>
      ))}
      {children !== undefined && (
        <div class="timeline-foot">
          <span />
          <div>{children}</div>
        </div>
      )}
    </div>
  );
}

function Cursor({ at, from, span }: { at: number | undefined; from: number; span: number }): JSX.Element | null {
  if (at === undefined) return null;
  return <span class="cursor" style={{ left: `${((at - from) / span) * 100}%` }} aria-hidden="true" />;
}

function Range({
  range,
  from,
  to,
  span,
}: {
  range: StateRange;
  from: number;
  to: number;
  span: number;
}): JSX.Element | null {
  const end = Math.min(to, range.to ?? to);
  const begin = Math.max(from, range.from);
  if (end < from || begin > to) return null;
  const style = { left: `${((begin - from) / span) * 100}%`, width: `${(Math.max(0, end - begin) / span) * 100}%` };
  const lasted = `${range.state}, ${formatDuration(Math.max(0, (range.to ?? to) - range.from))}${range.to === undefined ? ' so far' : ''}`;
  return (
    <span class={`range ${range.state}`} style={style} title={lasted}>
      {range.state}
    </span>
  );
}
