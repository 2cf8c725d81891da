import { defined } from '../../../../lib/defined.ts';
import type { RunState } from '../../../../ui/runs/run-state.ts';
import type { Episodes } from '../../../../ui/runs/timeline.ts';
import {
  alertTracks as alertTracksOf,
  faultTracks as faultTracksOf,
  type RangeState,
  runTracks,
  type StateTrack,
} from '../../../../ui/runs/tracks.ts';
import { resample, sparkline } from '../../widgets/charts.ts';
import { pad, type Line } from '../../widgets/line.ts';
import { widest } from '../../widgets/table.ts';
import { timeline, type TimeRange, type Track } from '../../widgets/timeline.ts';

const fills: Record<RangeState, Pick<TimeRange, 'fill' | 'tone'>> = {
  boot: { fill: '─', tone: 'quiet' },
  'steady-state': { fill: '─', tone: 'accent' },
  fault: { fill: '━', tone: 'bad' },
  recovery: { fill: '─', tone: 'good' },
  teardown: { fill: '─', tone: 'quiet' },
  active: { fill: '█', tone: 'warn' },
  pending: { fill: '▒', tone: 'warn' },
  firing: { fill: '█', tone: 'bad' },
};

/** Maximum width of labels. */
const labelWidths = { narrow: 22, wide: 40 };
/** Minimum time range, so that a run that has just started does not fill the width. */
const leastSpanMs = 20_000;

/** The phases, faults and alert states of a run, and its load. */
export function runTimeline(run: RunState, now: number, width: number): Line[] {
  const from = run.startedAt;
  const end = run.endedAt ?? now;
  const to = Math.max(end, from + leastSpanMs);
  const tracks = runTracks(run).map(drawn);
  const most = width >= 110 ? labelWidths.wide : labelWidths.narrow;
  const labelWidth = Math.min(
    most,
    widest(
      tracks.map(({ label }) => label),
      'requests/s'.length,
    ),
  );
  const cells = Math.max(1, width - labelWidth - 1);
  const rates = resample(
    run.loads.map(({ at, rate }) => [at, rate]),
    from,
    to,
    cells,
  );
  // There may be more cells than load events.
  const filled = rates.map(
    (rate, i) =>
      rate ?? (from + (i / cells) * (to - from) < end ? rates.slice(0, i).findLast(Number.isFinite) : undefined),
  );
  return [
    ...timeline({ tracks, from, to, now: end, width, labelWidth }),
    [pad('requests/s', labelWidth), ' ', { text: sparkline(filled, cells).replaceAll('·', ' '), tone: 'accent' }],
  ];
}

function drawn({ kind, label, ranges }: StateTrack): Track {
  return {
    label: `${marks[kind]}${label}`,
    ranges: ranges.map(({ state, from, to }): TimeRange => ({
      ...fills[state],
      ...{ from, ...defined({ to }) },
      ...(kind === 'fault' ? {} : { label: state }),
    })),
  };
}

const marks: Readonly<Record<StateTrack['kind'], string>> = { phase: '', fault: '✗ ', alert: '▲ ' };

export function faultTracks(episodes: Episodes): Track[] {
  return faultTracksOf(episodes).map(drawn);
}

export function alertTracks(episodes: Episodes): Track[] {
  return alertTracksOf(episodes).map(drawn);
}
