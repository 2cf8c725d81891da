/** A range of virtual time, in milliseconds since the epoch; `end` is excluded. */
export interface Period {
  start: number;
  end: number;
}

/** When a fault of the traffic was active. */
export interface FaultWindow extends Period {
  /** The name in the traffic: `errors at payment`. */
  label: string;
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
  /** When the first request was affected; undefined if none was. */
  firstAffectedAt?: number;
}

/**
 * The periods of a simulation: traffic was sent from `start` to `end`. `baseline` is the fault-free period before the
 * first fault, without the warm-up in which the windows of rules fill.
 */
export interface Timeline extends Period {
  baseline: Period;
  faults: readonly FaultWindow[];
}
