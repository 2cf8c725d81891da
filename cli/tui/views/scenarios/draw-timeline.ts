import { defined } from '../../../../lib/defined.ts';
import type { PhaseName } from '../../../../lib/events/run-event.ts';
import type { RunState } from '../../state/run-state.ts';
import type { Episodes } from '../../state/timeline.ts';
import { resample, sparkline } from '../../widgets/charts.ts';
import { pad, type Line } from '../../widgets/line.ts';
import { widest } from '../../widgets/table.ts';
import { timeLine, type Stretch, type Track } from '../../widgets/timeline.ts';

const phaseFills: Record<PhaseName, Pick<Stretch, 'fill' | 'tone'>> = {
  boot: { fill: '─', tone: 'quiet' },
  'steady-state': { fill: '─', tone: 'accent' },
  fault: { fill: '━', tone: 'bad' },
  recovery: { fill: '─', tone: 'good' },
  teardown: { fill: '─', tone: 'quiet' },
};

/** A label is never cut on a wide screen, and on a narrow one the line keeps most of the room. */
const labelWidths = { narrow: 22, wide: 40 };
/** A run that has just begun is not stretched over the whole width. */
const leastSpanMs = 20_000;

/** Phases, the window of each fault, and under them each alert as it goes through its states; at the foot the load. */
export function runTimeLine(run: RunState, now: number, width: number): Line[] {
  const from = run.startedAt;
  const end = run.endedAt ?? now;
  const to = Math.max(end, from + leastSpanMs);
  const tracks = [
    { label: 'phase', stretches: phases(run) },
    ...faultTracks(run.episodes),
    ...alertTracks(run.episodes),
  ];
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
  // Between two reports of one second there may be more cells than reports.
  const filled = rates.map(
    (rate, i) =>
      rate ?? (from + (i / cells) * (to - from) < end ? rates.slice(0, i).findLast(Number.isFinite) : undefined),
  );
  return [
    ...timeLine({ tracks, from, to, now: end, width, labelWidth }),
    [pad('requests/s', labelWidth), ' ', { text: sparkline(filled, cells).replaceAll('·', ' '), tone: 'accent' }],
  ];
}

function phases({ phases: told, endedAt }: RunState): Stretch[] {
  return told.map(({ name, at }, i): Stretch => {
    const to = told[i + 1]?.at ?? endedAt;
    return { ...phaseFills[name], from: at, ...defined({ to }), label: name };
  });
}

export function faultTracks({ faults }: Episodes): Track[] {
  const names = [...new Set(faults.map(({ fault, target }) => `${fault} ${target}`))];
  return names.map((label) => ({
    label: `✗ ${label}`,
    stretches: faults
      .filter(({ fault, target }) => `${fault} ${target}` === label)
      .map(({ from, to }): Stretch => ({ from, ...defined({ to }), fill: '█', tone: 'warn' })),
  }));
}

const alertFills = {
  pending: { fill: '▒', tone: 'warn' },
  firing: { fill: '█', tone: 'bad' },
} as const;

export function alertTracks({ alerts }: Episodes): Track[] {
  return alerts.map(({ alertname, labels, changes }): Track => {
    const stretches = changes.flatMap(({ to: state, at }, i): Stretch[] => {
      if (state === 'inactive') return [];
      const to = changes[i + 1]?.at;
      return [{ ...alertFills[state], from: at, ...defined({ to }), label: state }];
    });
    return { label: `▲ ${shortName(alertname)} ${aboutAlert(labels)}`, stretches };
  });
}

/** What an alert is about, in one word: a service, an exporter, or why the Collector loses something. */
export function aboutAlert({ service_name, exporter, reason }: Record<string, string>): string {
  return service_name ?? exporter?.split('/').at(-1) ?? reason ?? '';
}

/** `ServiceErrorRateHigh` reads as well without what all of them begin or end with, and has to fit. */
function shortName(alertname: string): string {
  return alertname
    .replace(/^Service/, '')
    .replace(/^OTelCollector/, 'Collector')
    .replace(/High$/, '');
}
