import { parseGoNanoseconds } from '../../../../lib/duration/nanoseconds.ts';
import { HttpError } from '../../http/http-error.ts';
import { readParam } from '../../http/url-parts.ts';
import { parseBool, parseTraceId } from '../query-params.ts';
import type { TraceQuery } from '../search.ts';

const microsecond = 1_000n;
const millisecond = 1_000_000n;
const day = 86_400_000_000_000n;

/**
 * Reads the parameters of `GET /api/traces`: the ids of traces, or a search. `now` in nanoseconds since the epoch.
 * Source: jaegertracing/jaeger, jaegerquery/internal/query_parser.go, as of 2.20.
 *
 * @throws HttpError 400 that names the parameter
 */
export function parseLegacySearch(params: URLSearchParams, now: bigint, maxDepth: number): string[] | TraceQuery {
  const startMin = readTime(params, 'start', microsecond) ?? now - 2n * day;
  const startMax = readTime(params, 'end', microsecond) ?? now;
  const attributes = readTags(params);
  const depth = readInteger(params, 'limit') ?? 100;
  const durationMin = read(params, 'minDuration', parseGoNanoseconds);
  const durationMax = read(params, 'maxDuration', parseGoNanoseconds);
  const ids = params.getAll('traceID').map(parseTraceId);
  read(params, 'raw', parseBool);
  const service = params.get('service') ?? '';
  if (ids.length > 0) return ids;
  if (service === '') throw new HttpError(400, "parameter 'service' is required");
  if (depth < 1) throw new HttpError(400, 'invalid parameter: limit must be greater than 0');
  if (startMin > startMax) throw new HttpError(400, 'invalid parameter: start time must be before end time');
  if (durationMin && durationMax && durationMax < durationMin) {
    throw new HttpError(400, "'maxDuration' should be greater than 'minDuration'");
  }
  return {
    service,
    operation: params.get('operation') || undefined,
    startMin,
    startMax,
    durationMin: durationMin || undefined,
    durationMax: durationMax || undefined,
    attributes,
    depth: Math.min(depth, maxDepth),
  };
}

/** Reads the parameters of `GET /api/dependencies`: `endTs` and `lookback`, in milliseconds. */
export function parseLookback(params: URLSearchParams, now: bigint): { start: bigint; end: bigint } {
  const end = readTime(params, 'endTs', millisecond) ?? now;
  return { start: end - (readTime(params, 'lookback', millisecond) ?? day), end };
}

function readTags(params: URLSearchParams): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of params.getAll('tag')) {
    const colon = tag.indexOf(':');
    if (colon === -1) throw new HttpError(400, `malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    tags.set(tag.slice(0, colon), tag.slice(colon + 1));
  }
  for (const text of params.getAll('tags')) {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new HttpError(400, `malformed 'tags' parameter, cannot unmarshal JSON: ${text}`, { cause: error });
    }
    for (const [key, value] of Object.entries(json ?? {})) {
      if (typeof value !== 'string') throw new HttpError(400, `malformed 'tags' parameter, ${key} is not a string`);
      tags.set(key, value);
    }
  }
  return tags;
}

/** A number of `unit` as nanoseconds. */
function readTime(params: URLSearchParams, name: string, unit: bigint): bigint | undefined {
  return read(params, name, (text) => parseInteger(text) * unit);
}

function readInteger(params: URLSearchParams, name: string): number | undefined {
  return read(params, name, (text) => Number(parseInteger(text)));
}

function parseInteger(text: string): bigint {
  if (!/^-?\d{1,18}$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return BigInt(text);
}

function read<T>(params: URLSearchParams, name: string, parse: (text: string) => T): T | undefined {
  return readParam(params, [name], parse, () => `unable to parse param '${name}'`);
}
