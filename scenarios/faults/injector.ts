/** A fault as its events tell of it: the run's secrets by their names only. */
export interface AppliedFault {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
}

/** One fault, ready to be switched: each way is proven at the place that has it, and rejects with what was seen there. */
export interface Injector {
  readonly applied: AppliedFault;
  apply(signal?: AbortSignal): Promise<void>;
  /** Also after an `apply` that was given up half-way. */
  rollBack(): Promise<void>;
}
