import type { JSX } from 'preact';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { localTime } from '../../lib/format/time-of-day.ts';
import type { StateRange, StateTrack } from '../../ui/runs/tracks.ts';

interface TimelineProps {
  tracks: readonly StateTrack[];
  /** Milliseconds since the epoch; open ranges end at `to`. */
  from: number;
  to: number;
  /** Whether the scale counts from the start, or shows the time of day. */
  scale?: 'since' | 'clock';
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8] as const;

/** Time ranges on one scale: phases, faults and the states of alerts. Every range has its state as text. */
export function Timeline({ tracks, from, to, scale = 'since' }: TimelineProps): JSX.Element {
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
      {tracks.map(({ kind, label, ranges }) => (
        <div key={`${kind} ${label}`} class="timeline-row">
          <span class="clip" title={label}>
            {kind === 'phase' ? <span class="muted">phase</span> : label}
          </span>
          <span class="timeline-area">
            {ranges.map((range) => (
              <Range key={`${range.state} ${range.from}`} {...{ range, from, to, span }} />
            ))}
          </span>
        </div>
      ))}
    </div>
  );
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
