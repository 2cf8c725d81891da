import type { FaultScheduleStep, ScheduledFault } from '../traffic.ts';
import { outage, usual } from '../step-durations.ts';
import type { FaultTargets } from './fault-targets.ts';

/**
 * The fault schedule of a file without one: errors in every service, rejected requests and slow queries, then latency,
 * then an outage. `slowMs` is the limit of slow traces.
 */
export function defaultSchedule(
  { entries, deepest, failing, querying }: FaultTargets,
  slowMs: number,
): FaultScheduleStep[] {
  // Above the limit of `slow` and above usual thresholds of rules; below the default timeout unless the limit is high.
  const ms = Math.max(3500, 1.5 * slowMs);
  const [entry = deepest] = entries;
  const errors = failing.map((service): ScheduledFault => ({
    label: `errors at ${service}`,
    fault: 'error-rate',
    service,
    parameters: { rate: 0.8, status: 500 },
  }));
  const rejected: ScheduledFault = {
    label: `rejected requests at ${entry}`,
    fault: 'rejection',
    service: entry,
    parameters: { rate: 0.3, status: 429 },
  };
  const latency: ScheduledFault = {
    label: `latency at ${deepest}`,
    fault: 'latency',
    service: deepest,
    parameters: { ms, jitterMs: ms / 7 },
  };
  const slowQueries = querying.map((service): ScheduledFault => ({
    label: `slow queries at ${service}`,
    fault: 'slow-queries',
    service,
    // Few enough that a request with many queries does not exceed its timeout.
    parameters: { ms: 2500, jitterMs: 500, rate: 0.1 },
  }));
  const down = entries.map((service): ScheduledFault => ({
    label: `outage of ${service}`,
    fault: 'down',
    service,
    parameters: {},
  }));
  return [
    { faults: [...errors, rejected, ...slowQueries], ...usual },
    { faults: [latency], ...usual },
    { faults: down, ...outage },
  ];
}
