import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';

/** Seconds. The boundaries of the semantic conventions, and 2: buckets at 1 and 2.5 cannot show an objective of 2 s. */
export const durationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];

/** US dollars, over the range of order values that the catalog allows. */
export const valueBoundaries = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

function withBoundaries(instrumentName: string, boundaries: number[]): ViewOptions {
  return { instrumentName, aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } } };
}

/** The buckets of the histograms, for `NodeSDK`. */
export const views: ViewOptions[] = [
  withBoundaries('http.server.request.duration', durationBoundaries),
  withBoundaries('http.client.request.duration', durationBoundaries),
  withBoundaries('payment.processing.duration', durationBoundaries),
  withBoundaries('orders.value', valueBoundaries),
];
