import { formatDuration } from '../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { utcTime } from '../../lib/format/time-of-day.ts';
import type { EventOf } from '../../lib/events/dispatch.ts';
import type { RunSummary } from '../runs/run-summary.ts';

/** The states of one alert over time. Times are ISO 8601, null for a state that it did not reach. */
export interface AlertTimeline {
  alertname: string;
  labels: Record<string, string>;
  /** The event that the offsets count from: the first affected request, or the start of the fault. */
  origin?: { name: string; at: string };
  /** The fault that it detected. */
  during?: string;
  pending: string;
  firing: string | null;
  resolved: string | null;
}

/** The alert timelines of a run: from its detections, and for other alerts from their state changes. */
export function alertTimelines(run: Pick<RunSummary, 'detections' | 'alerts' | 'faults'>): AlertTimeline[] {
  const detected = run.detections.map(({ alertname, labels, during, firstAffected, pending, firing, resolved }) => ({
    ...{ alertname, labels, during, pending, firing, resolved },
    ...(firstAffected === null ? {} : { origin: { name: 'first affected request', at: firstAffected } }),
  }));
  const known = new Set(run.detections.map((one) => keyOf(one)));
  return [...detected, ...changes(run).filter((one) => !known.has(keyOf(one)))];
}

const keyOf = ({ alertname, labels }: Pick<AlertTimeline, 'alertname' | 'labels'>): string =>
  JSON.stringify([alertname, Object.entries(labels).sort()]);

function changes({ alerts, faults }: Pick<RunSummary, 'alerts' | 'faults'>): AlertTimeline[] {
  const timelines: AlertTimeline[] = [];
  const open = new Map<string, AlertTimeline>();
  for (const event of alerts) {
    const key = keyOf(event);
    const timeline = open.get(key);
    if (event.to === 'inactive') {
      if (timeline) timeline.resolved = event.at;
      open.delete(key);
    } else if (timeline) {
      if (event.to === 'firing') timeline.firing = event.at;
    } else {
      const begun = begin(event, faults);
      timelines.push(begun);
      open.set(key, begun);
    }
  }
  return timelines;
}

function begin({ alertname, labels, to, at }: EventOf<'alert'>, faults: RunSummary['faults']): AlertTimeline {
  const fault = faults.findLast(({ type, time }) => type === 'fault.start' && Date.parse(time) <= Date.parse(at));
  return {
    ...{ alertname, labels, pending: at, firing: to === 'firing' ? at : null, resolved: null },
    ...(fault ? { origin: { name: 'fault', at: fault.time } } : {}),
  };
}

/** `HighErrorRate{service="payment"}`. */
export const timelineName = ({ alertname, labels }: AlertTimeline): string => `${alertname}${labelSuffix(labels)}`;

/** `first affected request 00:10:00 +0s · pending +45s · firing +2m45s · resolved 1m30s after the fault`. */
export function describeTimeline(
  { origin, during, pending, firing, resolved }: AlertTimeline,
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
      ? 'not resolved by the end'
      : end === undefined
        ? `resolved ${since(resolved)}`
        : `resolved ${formatDuration(Date.parse(resolved) - Date.parse(end))} after the fault`;
  const parts = [
    origin ? `${origin.name} ${utcTime(origin.at)} +0s` : `before any fault: pending ${utcTime(pending)}`,
    ...(origin ? [`pending ${since(pending)}`] : []),
    firing === null ? 'never fired' : `firing ${since(firing)}`,
    firing === null && resolved !== null ? `inactive ${since(resolved)}` : over,
  ];
  return `${during === undefined ? '' : `${during}: `}${parts.join(' · ')}`;
}

/** When the last fault ended before `time`, if that was after `zero`. */
function lastEnd(faults: RunSummary['faults'], time: string, zero: string): string | undefined {
  const isBetween = (at: string): boolean => Date.parse(at) <= Date.parse(time) && Date.parse(at) >= Date.parse(zero);
  return faults.findLast((one) => one.type === 'fault.end' && isBetween(one.time))?.time;
}
