import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import { parseTags } from '../../../ui/traces/tags.ts';
import type { TraceFilter } from '../../../ui/traces/find-traces.ts';
import { defined } from '../../../lib/defined.ts';

/** The search that an address asks for, without its time range. Throws with what is wrong in it. */
export function filterOf(params: URLSearchParams): Omit<TraceFilter, 'start' | 'end'> {
  const text = (name: string): string | undefined => params.get(name) || undefined;
  const attributes = parseTags(params.get('tags') ?? '');
  return {
    limit: Number(params.get('limit') ?? defaultLimit),
    ...defined({
      service: text('service'),
      operation: text('operation'),
      minDurationMs: durationOf('Minimum duration', text('min')),
      maxDurationMs: durationOf('Maximum duration', text('max')),
    }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(params.get('errors') === '1' ? { failed: true } : {}),
  };
}

export const limits = [100, 500, 1000, 5000] as const;
export const defaultLimit = 100;

function durationOf(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`${what}: "${text}" is not a duration such as 200ms or 1.5s.`);
  return ms;
}
