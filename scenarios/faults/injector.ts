/** A fault as its events describe it: the run's secrets by name only. */
export interface AppliedFault {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
}

/** One fault, ready to be injected: both methods verify their effect, and reject with what they observed. */
export interface Injector {
  readonly applied: AppliedFault;
  apply(signal?: AbortSignal): Promise<void>;
  /** Also after an `apply` that timed out or was aborted. */
  revert(): Promise<void>;
}
