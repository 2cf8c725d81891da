import { messageOf } from '../../../lib/errors.ts';
import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import { HttpError } from '../../../stack/clients/http.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Timeline } from '../../run/timeline.ts';

export type QueriedPrometheus = Pick<
  PrometheusApi,
  'query' | 'queryRange' | 'series' | 'samples' | 'labelValues' | 'ruleHealth'
>;

export interface RunResult {
  /** Without points that are NaN, and without series that have no other points. */
  series: RangeSeries[];
  /** Message from Prometheus where it could not evaluate the expression. */
  error?: string;
}

/** Queries over a whole run, each sent to Prometheus once. */
export class RunQueries {
  readonly timeline: Timeline;
  readonly prometheus: QueriedPrometheus;
  readonly #results = new Map<string, Promise<RunResult>>();
  readonly #series = new Map<string, Promise<Record<string, string>[]>>();
  #names: Promise<string[]> | undefined;

  constructor(prometheus: QueriedPrometheus, timeline: Timeline) {
    this.prometheus = prometheus;
    this.timeline = timeline;
  }

  /** The result of an expression over the run, in steps of `stepMs`. */
  over(expression: string, stepMs: number): Promise<RunResult> {
    const key = `${stepMs} ${expression}`;
    const known = this.#results.get(key) ?? this.#over(expression, stepMs);
    this.#results.set(key, known);
    return known;
  }

  /** The labels of all series of the run that match a selector. */
  series(selector: string): Promise<Record<string, string>[]> {
    const { start, end } = this.timeline;
    const known = this.#series.get(selector) ?? this.prometheus.series(selector, { start, end }).catch(() => []);
    this.#series.set(selector, known);
    return known;
  }

  metricNames(): Promise<string[]> {
    const { start, end } = this.timeline;
    this.#names ??= this.prometheus.labelValues('__name__', { start, end });
    return this.#names;
  }

  async #over(expression: string, stepMs: number): Promise<RunResult> {
    const { start, end } = this.timeline;
    try {
      const found = await this.prometheus.queryRange(expression, { start, end, stepMs });
      const series = found.map(({ labels, points }) => ({
        labels,
        points: points.filter(([, value]) => !Number.isNaN(value)),
      }));
      return { series: series.filter(({ points }) => points.length > 0) };
    } catch (error) {
      return { series: [], error: error instanceof HttpError ? ownMessage(error.body) : messageOf(error) };
    }
  }
}

/** The message in the JSON of an error response. The client keeps only the start of it, so it may not parse. */
function ownMessage(body: string): string {
  const [, message] = /"error":"((?:[^"\\]|\\.)*)/.exec(body) ?? [];
  return (message ?? body).replaceAll('\\"', '"').replaceAll('\\u003e', '>').replaceAll('\\u003c', '<');
}
