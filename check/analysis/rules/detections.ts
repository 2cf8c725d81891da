import { formatList } from '../../../lib/format/list.ts';
import type { DetectionEvent } from '../../../lib/events/run-event.ts';
import type { AlertEpisode } from '../../inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../../run/timeline.ts';
import { faultsAt } from './fault-at.ts';

export type Detection = Omit<DetectionEvent, 'type' | 'time'>;

/**
 * The time from the first affected request of a fault to each alert for it, in the order in which they became pending.
 */
export function detections(episodes: readonly AlertEpisode[], timeline: Timeline): Detection[] {
  return episodes.flatMap(({ alertname, labels, pendingAt, firingAt, resolvedAt }): Detection[] => {
    const faults = faultsAt(timeline, pendingAt, labels);
    const [fault] = faults;
    if (!fault) return [];
    const { firstAffectedAt } = fault;
    const detected = firingAt !== undefined && firstAffectedAt !== undefined;
    return [
      {
        alertname,
        labels: { ...labels },
        during: duringFaults(faults),
        firstAffected: iso(firstAffectedAt),
        pending: new Date(pendingAt).toISOString(),
        firing: iso(firingAt),
        resolved: iso(resolvedAt),
        detectMs: detected ? firingAt - firstAffectedAt : null,
      },
    ];
  });
}

/** A step of the fault schedule may have many. */
function duringFaults(faults: readonly FaultWindow[]): string {
  const labels = faults.map(({ label }) => label);
  return labels.length > 2 ? `${labels[0]} and ${labels.length - 1} other faults` : formatList(labels);
}

function iso(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
