import type { SystemModel } from '../../../simulation/services/system.ts';

/** One kind of request that comes from outside. */
export interface RequestKind {
  /** `checkout`; by default its route. */
  name: string;
  service: string;
  method: string;
  route: string;
  /** The concrete path, in which `$name` stands for a fact. */
  path: string;
  /** How often, in proportion to the others. */
  weight: number;
  /** The class of its traces where nothing goes wrong; `normal` by default. */
  class: string;
}

/** Something that goes wrong for a while. Its parameters are those of the services' faults (services/README.md). */
export interface DrillFault {
  label: string;
  fault: string;
  service: string;
  parameters: Record<string, unknown>;
}

/** Faults that act together, one after another such step. Durations in milliseconds. */
export interface DrillStep {
  faults: readonly DrillFault[];
  forMs: number;
  /** Quiet time afterwards, so that alerts can resolve. */
  recoveryMs: number;
}

/** Known traffic: a system, what is asked of it, and what goes wrong when. */
export interface Traffic {
  /** `shop`, the name of a scenario, or of the file. */
  name: string;
  system: SystemModel;
  requests: readonly RequestKind[];
  arrivalsPerSecond: number;
  arrivals: 'poisson' | 'even';
  /** Longer than this, from first to last span, a trace is of the class `slow`. */
  slowMs: number;
  /** Known secrets put into the query of every n-th request. */
  plantSecrets?: { every: number };
  /** Traffic without a fault first, so that windows of rules fill and the baseline shows. */
  warmUpMs: number;
  baselineMs: number;
  drill: readonly DrillStep[];
}

/** How long traffic lasts from its first request to the end of its last recovery, in milliseconds. */
export function trafficMs({ warmUpMs, baselineMs, drill }: Pick<Traffic, 'warmUpMs' | 'baselineMs' | 'drill'>): number {
  return drill.reduce((sum, { forMs, recoveryMs }) => sum + forMs + recoveryMs, warmUpMs + baselineMs);
}
