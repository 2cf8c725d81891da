/** The signals that OTLP carries, each on a path of its own. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';
