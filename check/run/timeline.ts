/** A span of virtual time, in milliseconds since the epoch; the end is not part of it. */
export interface Period {
  start: number;
  end: number;
}

/** A fault of the traffic as it was carried out. */
export interface FaultWindow extends Period {
  /** As the traffic names it: `errors at payment`. */
  label: string;
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
  /** When the first request was struck: undefined where none was. */
  firstStruck?: number;
}

/**
 * What was played, on one clock: traffic from `start` to `end`; `baseline` is the quiet part before the first fault, without the time
 * that windows of rules need to fill.
 */
export interface Timeline extends Period {
  baseline: Period;
  faults: readonly FaultWindow[];
}
