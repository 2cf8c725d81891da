import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../../lib/format/labels.ts';
import { utcTime } from '../../../lib/format/time-of-day.ts';
import type { EventOf } from '../reporter.ts';
import type { RunSummary } from '../run-summary.ts';

/** One time that an alert came and went; moments are ISO 8601, null for what did not come. */
export interface AlertLife {
  alertname: string;
  labels: Record<string, string>;
  /** What its times count from, and since when: the first wrong request, or the start of the fault. */
  origin?: { name: string; at: string };
  /** The fault that it was about. */
  during?: string;
  pending: string;
  firing: string | null;
  resolved: string | null;
}

/** The lives that a run tells: what it says about detection, and of other alerts what their changes say. */
export function alertLives(run: Pick<RunSummary, 'detections' | 'alerts' | 'faults'>): AlertLife[] {
  const detected = run.detections.map(({ alertname, labels, during, firstWrong, pending, firing, resolved }) => ({
    ...{ alertname, labels, during, pending, firing, resolved },
    ...(firstWrong === null ? {} : { origin: { name: 'first wrong request', at: firstWrong } }),
  }));
  const known = new Set(run.detections.map((one) => keyOf(one)));
  return [...detected, ...changes(run).filter((one) => !known.has(keyOf(one)))];
}

const keyOf = ({ alertname, labels }: Pick<AlertLife, 'alertname' | 'labels'>): string =>
  JSON.stringify([alertname, Object.entries(labels).sort()]);

function changes({ alerts, faults }: Pick<RunSummary, 'alerts' | 'faults'>): AlertLife[] {
  const lives: AlertLife[] = [];
  const open = new Map<string, AlertLife>();
  for (const event of alerts) {
    const key = keyOf(event);
    const life = open.get(key);
    if (event.to === 'inactive') {
      if (life) life.resolved = event.at;
      open.delete(key);
    } else if (life) {
      if (event.to === 'firing') life.firing = event.at;
    } else {
      const begun = begin(event, faults);
      lives.push(begun);
      open.set(key, begun);
    }
  }
  return lives;
}

function begin({ alertname, labels, to, at }: EventOf<'alert'>, faults: RunSummary['faults']): AlertLife {
  const fault = faults.findLast(({ type, time }) => type === 'fault.start' && Date.parse(time) <= Date.parse(at));
  return {
    ...{ alertname, labels, pending: at, firing: to === 'firing' ? at : null, resolved: null },
    ...(fault ? { origin: { name: 'fault', at: fault.time } } : {}),
  };
}

/** `HighErrorRate{service="payment"}`. */
export const lifeName = ({ alertname, labels }: AlertLife): string => `${alertname}${labelSuffix(labels)}`;

/** `first wrong request 00:10:00 +0s · pending +45s · firing +2m45s · resolved 1m30s after the fault`. */
export function describeLife(
  { origin, during, pending, firing, resolved }: AlertLife,
  faults: RunSummary['faults'],
): string {
  const zero = origin?.at ?? pending;
  const since = (time: string): string => {
    const ms = Date.parse(time) - Date.parse(zero);
    return `${ms < 0 ? '' : '+'}${formatDuration(ms)}`;
  };
  const end = resolved === null ? undefined : lastEnd(faults, resolved, zero);
  const over =
    resolved === null
      ? 'not resolved at the end'
      : end === undefined
        ? `resolved ${since(resolved)}`
        : `resolved ${formatDuration(Date.parse(resolved) - Date.parse(end))} after the fault`;
  const parts = [
    origin ? `${origin.name} ${utcTime(origin.at)} +0s` : `before any fault: pending ${utcTime(pending)}`,
    ...(origin ? [`pending ${since(pending)}`] : []),
    firing === null ? 'never fired' : `firing ${since(firing)}`,
    firing === null && resolved !== null ? `gone ${since(resolved)}` : over,
  ];
  return `${during === undefined ? '' : `${during}: `}${parts.join(' · ')}`;
}

/** When the last fault ended before `time`, if that was after `zero`. */
function lastEnd(faults: RunSummary['faults'], time: string, zero: string): string | undefined {
  const isBetween = (at: string): boolean => Date.parse(at) <= Date.parse(time) && Date.parse(at) >= Date.parse(zero);
  return faults.findLast((one) => one.type === 'fault.end' && isBetween(one.time))?.time;
}
