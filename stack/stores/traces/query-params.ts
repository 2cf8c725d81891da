import { HttpError } from '../http/http-error.ts';
import { readParam } from '../http/url-parts.ts';
import { parseGoNanoseconds } from '../../../lib/duration/nanoseconds.ts';
import { parseRfc3339 } from '../time/rfc3339.ts';
import type { TraceQuery } from './search.ts';

const defaultDepth = 100;

/**
 * Reads the parameters of `GET /api/v3/traces`. Each has the camel-case spelling of the API's JSON and the older one
 * with underscores; the first wins. Source: jaegertracing/jaeger, internal/apiv3/query_parser.go, as of 2.20.
 *
 * @param maxDepth as many traces as the store can hold
 * @throws HttpError 400 that names the parameter
 */
export function parseTraceQuery(params: URLSearchParams, maxDepth: number): TraceQuery {
  const startMin = read(params, ['query.startTimeMin', 'query.start_time_min'], parseRfc3339);
  const startMax = read(params, ['query.startTimeMax', 'query.start_time_max'], parseRfc3339);
  if (startMin === undefined || startMax === undefined) {
    throw new HttpError(
      400,
      'min and max start time are required: query.startTimeMin and query.startTimeMax, in RFC 3339',
    );
  }
  if (startMax < startMin) throw new HttpError(400, 'query.startTimeMax is before query.startTimeMin');
  const depthNames = ['query.searchDepth', 'query.search_depth', 'query.num_traces'];
  const depth = read(params, depthNames, parseCount) ?? defaultDepth;
  if (depth < 1 || depth > maxDepth) {
    throw new HttpError(
      400,
      `search depth must be between 1 and ${maxDepth}, the number of traces that are kept; it is ${depth}`,
    );
  }
  return {
    service: read(params, ['query.serviceName', 'query.service_name'], String),
    operation: read(params, ['query.operationName', 'query.operation_name'], String),
    startMin,
    startMax,
    durationMin: read(params, ['query.durationMin', 'query.duration_min'], parseGoNanoseconds),
    durationMax: read(params, ['query.durationMax', 'query.duration_max'], parseGoNanoseconds),
    attributes: read(params, ['query.attributes'], parseAttributes) ?? new Map<string, string>(),
    depth,
  };
}

/**
 * The first of the names that has a value, parsed.
 *
 * @throws HttpError 400 when the value cannot be parsed
 */
export function read<T>(params: URLSearchParams, names: readonly string[], parse: (text: string) => T): T | undefined {
  return readParam(params, names, parse, (name) => `malformed parameter ${name}`);
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return Number(text);
}

/** Go's strconv.ParseBool. */
export function parseBool(text: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw new Error(`"${text}" is neither true nor false`);
}

function parseAttributes(text: string): Map<string, string> {
  const json = JSON.parse(text) as unknown;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('it is not a JSON object');
  return new Map(
    Object.entries(json).map(([key, value]) => {
      if (typeof value !== 'string') throw new Error(`the value of "${key}" is not a string`);
      return [key, value];
    }),
  );
}

/** A trace id as 32 hex digits, from hex of up to that length or from base64 of 16 bytes. */
export function parseTraceId(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  const bytes = /^[A-Za-z0-9+/_-]{22}(==)?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length === 16) return bytes.toString('hex');
  throw new HttpError(
    400,
    `malformed parameter trace_id: "${text}" is neither up to 32 hex digits nor base64 of 16 bytes`,
  );
}
