import { defined } from '../../../../lib/defined.ts';
import type { PhaseName } from '../../../../lib/events/run-event.ts';
import type { RunState } from '../../state/run-state.ts';
import type { Episodes } from '../../state/timeline.ts';
import { resample, sparkline } from '../../widgets/charts.ts';
import { pad, type Line } from '../../widgets/line.ts';
import { widest } from '../../widgets/table.ts';
import { timeline, type TimeRange, type Track } from '../../widgets/timeline.ts';

const phaseFills: Record<PhaseName, Pick<TimeRange, 'fill' | 'tone'>> = {
  boot: { fill: '─', tone: 'quiet' },
  'steady-state': { fill: '─', tone: 'accent' },
  fault: { fill: '━', tone: 'bad' },
  recovery: { fill: '─', tone: 'good' },
  teardown: { fill: '─', tone: 'quiet' },
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
  const tracks = [{ label: 'phase', ranges: phases(run) }, ...faultTracks(run.episodes), ...alertTracks(run.episodes)];
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

function phases({ phases: all, endedAt }: RunState): TimeRange[] {
  return all.map(({ name, at }, i): TimeRange => {
    const to = all[i + 1]?.at ?? endedAt;
    return { ...phaseFills[name], from: at, ...defined({ to }), label: name };
  });
}

export function faultTracks({ faults }: Episodes): Track[] {
  const names = [...new Set(faults.map(({ fault, target }) => `${fault} ${target}`))];
  return names.map((label) => ({
    label: `✗ ${label}`,
    ranges: faults
      .filter(({ fault, target }) => `${fault} ${target}` === label)
      .map(({ from, to }): TimeRange => ({ from, ...defined({ to }), fill: '█', tone: 'warn' })),
  }));
}

const alertFills = {
  pending: { fill: '▒', tone: 'warn' },
  firing: { fill: '█', tone: 'bad' },
} as const;

export function alertTracks({ alerts }: Episodes): Track[] {
  return alerts.map(({ alertname, labels, changes }): Track => {
    const ranges = changes.flatMap(({ to: state, at }, i): TimeRange[] => {
      if (state === 'inactive') return [];
      const to = changes[i + 1]?.at;
      return [{ ...alertFills[state], from: at, ...defined({ to }), label: state }];
    });
    return { label: `▲ ${shortName(alertname)} ${aboutAlert(labels)}`, ranges };
  });
}

/** The subject of an alert: a service, an exporter, or the reason of a loss in the Collector. */
export function aboutAlert({ service_name, exporter, reason }: Record<string, string>): string {
  return service_name ?? exporter?.split('/').at(-1) ?? reason ?? '';
}

/** Removes common prefixes and suffixes, such as in `ServiceErrorRateHigh`. */
function shortName(alertname: string): string {
  return alertname
    .replace(/^Service/, '')
    .replace(/^OTelCollector/, 'Collector')
    .replace(/High$/, '');
}
