/** How often the services' SDKs export, in milliseconds. */
export interface TelemetryIntervals {
  metrics: number;
  /** Spans and log records: how long a batch may wait. */
  batches: number;
}

/** The SDKs' production intervals divided by `pace`, within what a small machine can take. */
export function telemetryIntervals(pace: number): TelemetryIntervals {
  return {
    metrics: Math.max(500, Math.round(15_000 / pace)),
    batches: Math.max(200, Math.round(5000 / pace)),
  };
}

/** The same as the services' environment variables. */
export function telemetryVariables(pace: number): Record<string, string> {
  const { metrics, batches } = telemetryIntervals(pace);
  return {
    OTEL_METRIC_EXPORT_INTERVAL: String(metrics),
    OTEL_BSP_SCHEDULE_DELAY: String(batches),
    OTEL_BLRP_SCHEDULE_DELAY: String(Math.min(batches, 1000)),
  };
}
