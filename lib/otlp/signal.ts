/** A signal of OTLP. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';
