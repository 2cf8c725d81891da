import { formatList } from '../../../lib/format/list.ts';
import type { DetectionEvent } from '../../../lib/events/run-event.ts';
import type { AlertEpisode } from '../../inputs/rules/rule.ts';
import type { Timeline } from '../../run/timeline.ts';
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
        during: formatList(faults.map(({ label }) => label)),
        firstAffected: iso(firstAffectedAt),
        pending: new Date(pendingAt).toISOString(),
        firing: iso(firingAt),
        resolved: iso(resolvedAt),
        detectMs: detected ? firingAt - firstAffectedAt : null,
      },
    ];
  });
}

function iso(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
