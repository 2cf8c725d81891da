import { defined } from '../../lib/defined.ts';
import type { Episodes } from './timeline.ts';
import type { RunState } from './run-state.ts';

/** What a range of a track shows. */
export type RangeState = 'boot' | 'steady-state' | 'fault' | 'recovery' | 'teardown' | 'active' | 'pending' | 'firing';

/** A time range; ms since the epoch, without `to` while it lasts. */
export interface StateRange {
  state: RangeState;
  from: number;
  to?: number;
}

/** One line of a timeline. */
export interface StateTrack {
  kind: 'phase' | 'fault' | 'alert';
  label: string;
  ranges: readonly StateRange[];
}

/** The phases of a run, its faults, and the states of the alerts. */
export function runTracks(run: RunState): StateTrack[] {
  return [
    { kind: 'phase', label: 'phase', ranges: phases(run) },
    ...faultTracks(run.episodes),
    ...alertTracks(run.episodes),
  ];
}

function phases({ phases: all, endedAt }: RunState): StateRange[] {
  return all.map(({ name, at }, index) => ({
    ...{ state: name, from: at },
    ...defined({ to: all[index + 1]?.at ?? endedAt }),
  }));
}

/** One track per fault and target. */
export function faultTracks({ faults }: Pick<Episodes, 'faults'>): StateTrack[] {
  const names = [...new Set(faults.map(({ fault, target }) => `${fault} ${target}`))];
  return names.map((label) => ({
    ...{ kind: 'fault', label },
    ranges: faults
      .filter(({ fault, target }) => `${fault} ${target}` === label)
      .map(({ from, to }) => ({ state: 'active', from, ...defined({ to }) })),
  }));
}

/** One track per alert. */
export function alertTracks({ alerts }: Pick<Episodes, 'alerts'>): StateTrack[] {
  return alerts.map(({ alertname, labels, changes }) => ({
    ...{ kind: 'alert', label: `${shortName(alertname)} ${aboutAlert(labels)}`.trim() },
    ranges: changes.flatMap(({ to: state, at }, index): StateRange[] =>
      state === 'inactive' ? [] : [{ state, from: at, ...defined({ to: changes[index + 1]?.at }) }],
    ),
  }));
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
