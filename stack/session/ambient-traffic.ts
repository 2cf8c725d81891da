/** The gentle traffic of a sandbox that nobody runs a scenario on, as far as a session must know of it. */
export interface AmbientTraffic {
  pause: () => void;
  resume: () => void;
  /** Resolves when no request is under way any more. */
  stop: () => Promise<void>;
}
