// The arguments with which components are started in every runtime, in addition to their configuration.

export const collectorArguments = [
  // Writes the deciding policy onto the spans that were kept: the ledger's `policies`.
  '--feature-gates=processor.tailsamplingprocessor.recordpolicy',
] as const;

export const prometheusArguments = [
  '--web.enable-otlp-receiver',
  '--enable-feature=exemplar-storage',
  // By default every web page may read what it has.
  '--web.cors.origin=https?://(localhost|127\\.0\\.0\\.1)(:\\d+)?',
] as const;

/**
 * Node's options for a demo service. They save memory at no measurable cost in time (95 instead of 145 MB for the
 * gateway under load): a small young generation, and an old one that is collected before it grows. It holds the
 * telemetry of a service whose Collector is gone.
 */
export const serviceNodeFlags = ['--max-semi-space-size=2', '--max-old-space-size=128', '--no-warnings'] as const;

/** Modules that `--import` loads before the code of a Node service, in this order: the OpenTelemetry SDK and faults. */
export const servicePreloads = ['services/instrumentation', 'services/faults/preload'] as const;
