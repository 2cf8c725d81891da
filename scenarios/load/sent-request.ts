/** One request that was sent, as its sender saw it. */
export interface SentRequest {
  /** The route of the shop, or the name of the request. */
  route: string;
  /** The class that the load gives to its trace. */
  class?: string;
  /** Milliseconds since the epoch. */
  sentAt: number;
  /** Until the whole response had arrived, or until the request timed out. */
  durationMs: number;
  /** As measured by the gateway (`server-timing`), if it reports it: without the time before the request reached it. */
  serverMs?: number;
  /** Sent before the steady state was reached. */
  warmUp: boolean;
  /** Missing where no response arrived. */
  status?: number;
  /** From the response's `traceresponse` header, or the one that the load chose. */
  traceId?: string;
  /** False where the head sampler did not sample the trace: its spans never leave the services. */
  sampled?: boolean;
  /** Why no response arrived. */
  failure?: string;
  /** Whether its query carried planted secrets. */
  planted: boolean;
}

/**
 * The smallest duration in milliseconds that at least this share of the requests did not exceed; infinite where there
 * are none.
 */
export function latencyAt(requests: readonly SentRequest[], share: number): number {
  const sorted = requests.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Infinity;
}

/** The share of the requests whose traces the head sampler sampled; never 0, and 1 where none says so. */
export function sampledShare(requests: readonly SentRequest[]): number {
  const decided = requests.filter(({ sampled }) => sampled !== undefined);
  if (decided.length === 0) return 1;
  return Math.max(1, decided.filter(({ sampled }) => sampled === true).length) / decided.length;
}
