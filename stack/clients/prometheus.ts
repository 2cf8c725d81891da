import { requestJson, type Transport, withQuery } from './http.ts';
import { asArray, asLabels, asObject, asString } from '../../lib/json.ts';
import { parseValue } from './prometheus-text.ts';

export interface InstantSample {
  labels: Record<string, string>;
  value: number;
}

export interface RangeSeries {
  labels: Record<string, string>;
  /** Time in milliseconds since the epoch, value. */
  points: [number, number][];
}

export interface ActiveAlert {
  labels: Record<string, string>;
  state: 'pending' | 'firing';
  /** ISO 8601: since when its condition holds. */
  activeAt: string;
  value: string;
  /** Its rule's annotations, filled in. */
  annotations: Record<string, string>;
}

/** How the last evaluation of a rule went. */
export interface RuleHealth {
  name: string;
  group: string;
  type: 'alerting' | 'recording';
  /** `ok`, `err` or `unknown`. */
  health: string;
  lastError: string;
}

/** An alerting rule as /api/v1/rules gives it; durations in seconds. */
export interface AlertRule {
  name: string;
  group: string;
  state: string;
  health: string;
  lastError: string;
  query: string;
  /** What the rule adds to its alerts' labels. */
  labels: Record<string, string>;
  /** As written, with their templates. */
  annotations: Record<string, string>;
  duration: number;
  keepFiringFor: number;
  /** The group's interval. */
  interval: number;
  /** ISO 8601. */
  lastEvaluation: string;
  alerts: ActiveAlert[];
}

export interface Exemplar {
  seriesLabels: Record<string, string>;
  labels: Record<string, string>;
  value: number;
  /** Milliseconds since the epoch. */
  time: number;
}

export interface ScrapeTarget {
  labels: Record<string, string>;
  health: string;
  lastError: string;
  scrapeUrl: string;
}

/** Asks Prometheus' HTTP API v1. Times are milliseconds since the epoch. */
export class PrometheusClient {
  readonly base: string;
  private readonly transport: Transport | undefined;

  constructor(base: string, transport?: Transport) {
    this.base = base;
    this.transport = transport;
  }

  /** An instant query; a scalar is one sample without labels. */
  async query(
    query: string,
    options: { time?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<InstantSample[]> {
    const data = asObject(await this.get('query', { query, time: seconds(options.time) }, options.signal));
    if (data.resultType === 'scalar') return [{ labels: {}, value: sampleValue(data.result) }];
    return asArray(data.result).map((entry) => {
      const { metric, value } = asObject(entry);
      return { labels: asLabels(metric), value: sampleValue(value) };
    });
  }

  async queryRange(
    query: string,
    range: { start: number; end: number; stepMs: number; signal?: AbortSignal | undefined },
  ): Promise<RangeSeries[]> {
    const parameters = { query, start: seconds(range.start), end: seconds(range.end), step: range.stepMs / 1000 };
    return seriesIn(await this.get('query_range', parameters, range.signal));
  }

  /** The samples as they were stored, of a range selector such as `ALERTS[30m]`, at a time. */
  async samples(
    selector: string,
    options: { time?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<RangeSeries[]> {
    return seriesIn(await this.get('query', { query: selector, time: seconds(options.time) }, options.signal));
  }

  /** The labels of the series that a selector matches, with `__name__`. */
  async series(
    selector: string,
    range: { start: number; end: number; signal?: AbortSignal | undefined },
  ): Promise<Record<string, string>[]> {
    const parameters = { 'match[]': selector, start: seconds(range.start), end: seconds(range.end) };
    return asArray(await this.get('series', parameters, range.signal)).map(asLabels);
  }

  /** How the last evaluation of every rule went. */
  async ruleHealth(signal?: AbortSignal): Promise<RuleHealth[]> {
    const data = asObject(await this.get('rules', {}, signal));
    return asArray(data.groups).flatMap((group) => {
      const { name, rules } = asObject(group);
      return asArray(rules).map((entry): RuleHealth => {
        const rule = asObject(entry);
        return {
          name: asString(rule.name),
          group: asString(name),
          type: rule.type === 'alerting' ? 'alerting' : 'recording',
          health: asString(rule.health),
          lastError: asString(rule.lastError),
        };
      });
    });
  }

  /** The alerting rules with their active alerts. */
  async alertRules(signal?: AbortSignal): Promise<AlertRule[]> {
    const data = asObject(await this.get('rules', { type: 'alert' }, signal));
    return asArray(data.groups).flatMap((group) => {
      const { name, interval, rules } = asObject(group);
      const of = { group: asString(name), interval: Number(interval ?? 0) };
      return asArray(rules).map((rule) => alertRule(asObject(rule), of));
    });
  }

  async exemplars(
    query: string,
    range: { start: number; end: number; signal?: AbortSignal | undefined },
  ): Promise<Exemplar[]> {
    const parameters = { query, start: seconds(range.start), end: seconds(range.end) };
    const data = await this.get('query_exemplars', parameters, range.signal);
    return asArray(data).flatMap((series) => {
      const { seriesLabels, exemplars } = asObject(series);
      return asArray(exemplars).map((entry) => {
        const { labels, value, timestamp } = asObject(entry);
        return {
          seriesLabels: asLabels(seriesLabels),
          labels: asLabels(labels),
          value: parseValue(asString(value)),
          time: Number(timestamp) * 1000,
        };
      });
    });
  }

  async targets(signal?: AbortSignal): Promise<ScrapeTarget[]> {
    const data = asObject(await this.get('targets', { state: 'active' }, signal));
    return asArray(data.activeTargets).map((entry) => {
      const { labels, health, lastError, scrapeUrl } = asObject(entry);
      return {
        labels: asLabels(labels),
        health: asString(health),
        lastError: asString(lastError),
        scrapeUrl: asString(scrapeUrl),
      };
    });
  }

  async labelNames(range: { start: number; end: number; signal?: AbortSignal | undefined }): Promise<string[]> {
    const data = await this.get('labels', { start: seconds(range.start), end: seconds(range.end) }, range.signal);
    return asArray(data).map(asString);
  }

  /** The values of a label, of the series that `match` selects or of all. */
  async labelValues(
    label: string,
    range: { start: number; end: number; match?: string; signal?: AbortSignal | undefined },
  ): Promise<string[]> {
    const parameters = { 'match[]': range.match, start: seconds(range.start), end: seconds(range.end) };
    const data = await this.get(`label/${encodeURIComponent(label)}/values`, parameters, range.signal);
    return asArray(data).map(asString);
  }

  /** The page that draws the same query. */
  graphUrl(query: string): string {
    return withQuery(`${this.base}/query`, { 'g0.expr': query, 'g0.tab': 'graph' });
  }

  private async get(
    path: string,
    parameters: Record<string, string | number | undefined>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const { value } = await requestJson(withQuery(`${this.base}/api/v1/${path}`, parameters), {
      signal,
      transport: this.transport,
    });
    return asObject(value).data;
  }
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

/** The series of a matrix, as Prometheus and Loki answer. */
export function seriesIn(data: unknown): RangeSeries[] {
  return asArray(asObject(data).result).map((entry) => {
    const { metric, values } = asObject(entry);
    const points = asArray(values).map((point): [number, number] => [
      Math.round(Number(asArray(point)[0]) * 1000),
      sampleValue(point),
    ]);
    return { labels: asLabels(metric), points };
  });
}

function sampleValue(pair: unknown): number {
  return parseValue(asString(asArray(pair)[1]));
}

function alertRule(rule: Record<string, unknown>, of: { group: string; interval: number }): AlertRule {
  return {
    ...of,
    name: asString(rule.name),
    state: asString(rule.state),
    health: asString(rule.health),
    lastError: asString(rule.lastError),
    query: asString(rule.query),
    labels: asLabels(rule.labels),
    annotations: asLabels(rule.annotations),
    duration: Number(rule.duration ?? 0),
    keepFiringFor: Number(rule.keepFiringFor ?? 0),
    lastEvaluation: asString(rule.lastEvaluation),
    alerts: asArray(rule.alerts).flatMap((entry): ActiveAlert[] => {
      const { labels, state, activeAt, value, annotations } = asObject(entry);
      if (state !== 'pending' && state !== 'firing') return [];
      return [
        {
          labels: asLabels(labels),
          state,
          activeAt: asString(activeAt),
          value: asString(value),
          annotations: asLabels(annotations),
        },
      ];
    }),
  };
}
