import { dayMs } from '../../lib/duration/parse-duration.ts';

/** The user's production load, to which the volume of the traffic is scaled, and what keeping the data costs. */
export interface Production {
  requestsPerSecond?: number;
  /** Instead of the OTLP size of the simulated spans. */
  bytesPerSpan?: number;
  /** How long data stays in the backends, in milliseconds. */
  hotMs?: number;
  /** How long it stays in the archive after that, in milliseconds. */
  archiveMs?: number;
  /** US dollars per GB and month of 30 days. */
  hotPrice?: number;
  archivePrice?: number;
}

/**
 * What is assumed where the user gives nothing. The prices are examples: list prices of Amazon Web Services in us-east-1,
 * from price tables of March 2026, of EBS gp3 and of S3 Standard-Infrequent Access without retrieval.
 */
export const storageDefaults = {
  hotMs: 7 * dayMs,
  archiveMs: 30 * dayMs,
  hotPrice: 0.08,
  archivePrice: 0.0125,
} as const satisfies Production;
