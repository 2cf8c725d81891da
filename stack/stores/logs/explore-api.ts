import { decodeSegment } from '../http/url-parts.ts';
import { QueryBudget, type QueryLimits } from '../query-budget.ts';
import { detectFields, detectValues } from './detect-fields.ts';
import { findLines } from './engine/log-query.ts';
import { seconds } from './engine/metric-query.ts';
import { compileSelector } from './engine/pipeline.ts';
import { labelValue } from './log-entry.ts';
import type { LogStore } from './log-store.ts';
import type { LogStream } from './log-stream.ts';
import type { Matcher } from './logql/ast.ts';
import { parseLogQL, parseSelector } from './logql/parse.ts';
import { QueryError } from './logql/query-error.ts';
import { readCount, readLimit, readRange, readStep, type TimeRange } from './params.ts';
import { unixNow } from '../unix-now.ts';
import { sizeOf, sumVolumes } from './volume.ts';

export interface ExploreApiOptions {
  /** The most lines, fields or volumes of one answer. */
  maxLimit: number;
  queryLimits: QueryLimits;
}

export const explorePaths = [
  'GET /loki/api/v1/labels',
  'GET /loki/api/v1/label/NAME/values',
  'GET /loki/api/v1/series?match[]=SELECTOR',
  'GET /loki/api/v1/index/stats?query=SELECTOR',
  'GET /loki/api/v1/index/volume?query=SELECTOR&targetLabels=NAMES&aggregateBy=series|labels&limit=N',
  'GET /loki/api/v1/index/volume_range?query=SELECTOR&step=DURATION&...',
  'GET /loki/api/v1/detected_labels?query=SELECTOR',
  'GET /loki/api/v1/detected_fields?query=LOGQL&line_limit=N&limit=N',
  'GET /loki/api/v1/detected_field/NAME/values?query=LOGQL&...',
];

const sixHours = 6n * 3_600_000_000_000n;

/** The paths of Loki's API that list what there is: labels, streams, volumes, fields. */
export class ExploreApi {
  readonly #store: LogStore;
  readonly #options: ExploreApiOptions;

  constructor(store: LogStore, options: ExploreApiOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The JSON that answers a path below `/loki/api/v1/`; undefined where it does not know the path. */
  answer(path: string, params: URLSearchParams): unknown {
    const label = /^label\/([^/]+)\/values$/.exec(path)?.[1];
    if (label !== undefined) {
      const name = decodeName(label);
      return list(this.#streams(params).flatMap((stream) => labelValue(stream.labels, name) ?? []));
    }
    const field = /^detected_field\/([^/]+)\/values$/.exec(path)?.[1];
    if (field !== undefined) return this.#detected(params, decodeName(field));
    switch (path) {
      case 'labels':
      case 'label':
        return list(this.#streams(params).flatMap((stream) => Object.keys(stream.labels)));
      case 'series':
        return { status: 'success', data: this.#series(params) };
      case 'index/stats':
        return this.#indexStats(params);
      case 'index/volume':
      case 'index/volume_range':
        return { status: 'success', data: this.#volume(params, path.endsWith('_range')) };
      case 'detected_labels':
        return { detectedLabels: this.#detectedLabels(params) };
      case 'detected_fields':
        return this.#detected(params);
    }
    return undefined;
  }

  #series(params: URLSearchParams): unknown[] {
    const selectors = [...params.getAll('match[]'), ...params.getAll('match')].map((text) =>
      compileSelector(parseSelector(text)),
    );
    return this.#inRange(readRange(params, unixNow()))
      .filter(({ labels }) => selectors.length === 0 || selectors.some((matches) => matches(labels)))
      .map(({ labels }) => labels);
  }

  /** How much a query would read, which Grafana shows next to it. Streams are not divided into chunks here. */
  #indexStats(params: URLSearchParams): Record<'streams' | 'chunks' | 'entries' | 'bytes', number> {
    const { start, end } = readRange(params, unixNow());
    const matches = compileSelector(parseSelector(params.get('query') ?? ''));
    const budget = this.#budget();
    const streams = this.#inRange({ start, end })
      .filter(({ labels }) => matches(labels))
      .map((stream) => stream.between(start, end + 1n));
    return {
      streams: streams.length,
      chunks: streams.length,
      entries: streams.reduce((sum, entries) => sum + entries.length, 0),
      bytes: streams.reduce((sum, entries) => sum + sizeOf(entries, budget), 0),
    };
  }

  /** How many bytes there are by the labels of streams, in all or step by step. */
  #volume(params: URLSearchParams, isRange: boolean): { resultType: string; result: unknown[] } {
    const range = readRange(params, unixNow());
    const matchers = parseMatchers(params.get('query') ?? '');
    const options = {
      matchers,
      targetLabels: (params.get('targetLabels') ?? '').split(',').filter(Boolean),
      aggregateBy: params.get('aggregateBy') || 'series',
      // Loki takes 0 as the default.
      limit: params.get('limit') === '0' ? 100 : readLimit(params, this.#options.maxLimit),
    };
    const matches = compileSelector(matchers);
    const streams = this.#inRange(range).filter(({ labels }) => matches(labels));
    const buckets = isRange
      ? [...steps(range, readStep(params, range))]
      : [{ ...range, end: range.end + 1n, at: range.end }];
    const volumes = sumVolumes(streams, buckets, options, this.#budget());
    const byTime = volumes.map(({ metric, bytes }) => ({
      metric,
      values: buckets.flatMap(({ at }, i) => (bytes[i] === 0 ? [] : [[seconds(at), String(bytes[i])]])),
    }));
    // As in Loki, also for a range.
    if (byTime.every(({ values }) => values.length === 1)) {
      return { resultType: 'vector', result: byTime.map(({ metric, values: [value] }) => ({ metric, value })) };
    }
    return { resultType: 'matrix', result: byTime };
  }

  #detectedLabels(params: URLSearchParams): { label: string; cardinality: number }[] {
    const values = new Map<string, Set<string>>();
    for (const { labels } of this.#streams(params)) {
      for (const [name, value] of Object.entries(labels)) {
        values.set(name, (values.get(name) ?? new Set()).add(value));
      }
    }
    return [...values].map(([label, { size }]) => ({ label, cardinality: size }));
  }

  /** The fields of the newest lines of a query, or the values of one. */
  #detected(params: URLSearchParams, field?: string): unknown {
    const { maxLimit } = this.#options;
    const budget = this.#budget();
    const query = parseLogQL(params.get('query') ?? '');
    if (query.kind !== 'log') throw new QueryError('a log query is expected, not a metric query');
    const limit = readCount(params, 'limit', 1000, maxLimit);
    const lineLimit = readCount(params, 'line_limit', 1000, maxLimit);
    const { start, end } = readRange(params, unixNow());
    const range = { start, end, limit: lineLimit, direction: 'backward' as const };
    const lines = findLines(this.#store, query, range, budget);
    if (field !== undefined) {
      const values = detectValues(lines, field, limit, budget);
      return values.length === 0 ? {} : { values, limit };
    }
    const fields = detectFields(lines, limit, budget);
    // As in Loki.
    return fields.length === 0 ? {} : { fields, limit };
  }

  /** The streams that a request for labels is about: of its range, and of its selector when it has one. */
  #streams(params: URLSearchParams): LogStream[] {
    const selector = params.get('query');
    const matches = selector ? compileSelector(parseSelector(selector)) : () => true;
    return this.#inRange(readRange(params, unixNow(), sixHours)).filter(({ labels }) => matches(labels));
  }

  #inRange({ start, end }: TimeRange): LogStream[] {
    return [...this.#store.streams()].filter((stream) => stream.hasBetween(start, end + 1n));
  }

  #budget(): QueryBudget {
    return new QueryBudget(this.#options.queryLimits);
  }
}

function decodeName(segment: string): string {
  return decodeSegment(
    segment,
    (quoted) => `${quoted} is not a valid path segment: a % must be followed by two hex digits`,
  );
}

/** Loki leaves `data` out when there is nothing. */
function list(values: readonly string[]): unknown {
  const data = [...new Set(values)].sort();
  return data.length === 0 ? { status: 'success' } : { status: 'success', data };
}

/** A selector; `{}` selects every stream, which a query may not. */
function parseMatchers(text: string): Matcher[] {
  return /^\s*\{\s*\}\s*$/.test(text) ? [] : parseSelector(text);
}

/** Loki's distance from the end of a step to the next one. */
const stepGap = 1_000_000n;

/** The steps of a range, which end at multiples of the step, and the times at which their volumes are shown. */
function* steps({ start, end }: TimeRange, step: bigint): Generator<TimeRange & { at: bigint }> {
  for (let from = start; from <= end;) {
    const next = from - (from % step) + step;
    const isLast = next >= end;
    yield { start: from, end: isLast ? end + 1n : next, at: isLast ? end : next - stepGap };
    if (isLast) return;
    from = next;
  }
}
