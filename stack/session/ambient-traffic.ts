/** The low traffic of a sandbox without a run, as far as a session needs it. */
export interface AmbientTraffic {
  pause: () => void;
  resume: () => void;
  /** Resolves when no request is in flight. */
  stop: () => Promise<void>;
}
