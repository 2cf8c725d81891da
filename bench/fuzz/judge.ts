import type { FuzzRequest, TargetName } from './request.ts';

export interface FuzzAnswer {
  status: number;
  type: string;
  body: string;
}

/** What a target may answer, apart from 200: https://opentelemetry.io/docs/specs/otlp/#failures and the targets' own APIs. */
const refusals: Record<TargetName, readonly number[]> = {
  collector: [301, 307, 400, 404, 405, 413, 415, 429, 503],
  'jaeger-otlp': [400, 404, 405, 413, 415],
  loki: [400, 404, 405, 413, 415, 504],
  jaeger: [302, 400, 404, 405, 501, 504],
  // It redirects from its web pages.
  prometheus: [204, 301, 302, 307, 400, 404, 405, 413, 422, 503],
};

/** The Collector repeats a part of the body in its message, and cannot encode it where that is no UTF-8: its receiver then answers this. */
const unencodable = '{"code": 13, "message": "failed to marshal error message"}';

const stackTraces = [/\n\s+at .+:\d+:\d+\)?(\n|$)/, /goroutine \d+ \[/, /internal error/i, /runtime error:/];

/** What is wrong with an answer; undefined if nothing is. */
export function judge({ target }: FuzzRequest, { status, type, body }: FuzzAnswer): string | undefined {
  if (target === 'collector' && status === 500 && body === unencodable) return undefined;
  if (status !== 200 && !refusals[target].includes(status)) return `status ${status}: ${body.slice(0, 500)}`;
  const trace = stackTraces.find((pattern) => status !== 200 && pattern.test(body));
  if (trace) return `status ${status} with a stack trace: ${body.slice(0, 500)}`;
  if (status !== 200 || !type.startsWith('application/json')) return undefined;
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `invalid JSON: ${String(error)}: ${body.slice(0, 500)}`;
  }
}
