import { messageOf } from '../../../lib/errors.ts';
import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import { HttpError } from '../../../stack/clients/http.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Timeline } from '../../run/timeline.ts';

export type AskedPrometheus = Pick<
  PrometheusApi,
  'query' | 'queryRange' | 'series' | 'samples' | 'labelValues' | 'ruleHealth'
>;

export interface RunResult {
  /** Only those with a value that is a number. */
  series: RangeSeries[];
  /** Prometheus' own message, where the expression could not be evaluated. */
  error?: string;
}

/** Questions about a whole run, each asked once. */
export class RunQueries {
  readonly timeline: Timeline;
  readonly prometheus: AskedPrometheus;
  readonly #results = new Map<string, Promise<RunResult>>();
  readonly #series = new Map<string, Promise<Record<string, string>[]>>();
  #names: Promise<string[]> | undefined;

  constructor(prometheus: AskedPrometheus, timeline: Timeline) {
    this.prometheus = prometheus;
    this.timeline = timeline;
  }

  /** The result of an expression over the run, at every `stepMs`. */
  over(expression: string, stepMs: number): Promise<RunResult> {
    const key = `${stepMs} ${expression}`;
    const known = this.#results.get(key) ?? this.#over(expression, stepMs);
    this.#results.set(key, known);
    return known;
  }

  /** The labels of all series of the run that a selector matches. */
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

/** Prometheus answers what it cannot evaluate in JSON, of which the client keeps the start. */
function ownMessage(body: string): string {
  const [, message] = /"error":"((?:[^"\\]|\\.)*)/.exec(body) ?? [];
  return (message ?? body).replaceAll('\\"', '"').replaceAll('\\u003e', '>').replaceAll('\\u003c', '<');
}
