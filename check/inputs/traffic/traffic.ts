import type { SystemModel } from '../../../simulation/services/system.ts';

/** One kind of request that comes from outside. */
export interface RequestKind {
  /** `checkout`; by default its route. */
  name: string;
  service: string;
  method: string;
  route: string;
  /** The concrete path, in which `$name` is a reference to a variable. */
  path: string;
  /** How often, in proportion to the others. */
  weight: number;
  /** The class of its traces where nothing goes wrong; `normal` by default. */
  class: string;
}

/**
 * A fault that is injected for a while. Its parameters are those of the services' faults (services/README.md), or of a
 * load spike, whose `service` is `load`.
 */
export interface ScheduledFault {
  label: string;
  fault: string;
  service: string;
  parameters: Record<string, unknown>;
}

/** A step of a fault schedule: faults that are active at the same time. Durations in milliseconds. */
export interface FaultScheduleStep {
  faults: readonly ScheduledFault[];
  forMs: number;
  /** Fault-free time afterwards, so that alerts can resolve. */
  recoveryMs: number;
}

/** Traffic with known ground truth: a system of services, the requests to it, and the schedule of its faults. */
export interface Traffic {
  /** `shop`, the name of a scenario, or of the file. */
  name: string;
  system: SystemModel;
  requests: readonly RequestKind[];
  arrivalsPerSecond: number;
  arrivals: 'poisson' | 'even';
  /** A trace that takes longer, from its first to its last span, has the class `slow`. */
  slowMs: number;
  /** The user's traffic file defines `slowMs`, so a latency policy of the Collector does not. */
  isSlowDefined?: boolean;
  /** Plants known secrets in the query of every n-th request. */
  plantSecrets?: { every: number };
  /** Fault-free traffic before the baseline, so that the windows of rules fill. */
  warmUpMs: number;
  baselineMs: number;
  faultSchedule: readonly FaultScheduleStep[];
  /** Of Prometheus, unless its configuration defines it. */
  scrapeIntervalMs?: number;
  /** Of the metrics of services, if the traffic file defines it. */
  exportIntervalMs?: number;
}

/** The duration of traffic, from its first request to the end of its last recovery, in milliseconds. */
export function trafficMs({
  warmUpMs,
  baselineMs,
  faultSchedule,
}: Pick<Traffic, 'warmUpMs' | 'baselineMs' | 'faultSchedule'>): number {
  return faultSchedule.reduce((sum, { forMs, recoveryMs }) => sum + forMs + recoveryMs, warmUpMs + baselineMs);
}
