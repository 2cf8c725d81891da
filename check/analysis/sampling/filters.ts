import { parse } from 'yaml';
import { asObject } from '../../../lib/json.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { meetsCondition } from './ottl-condition.ts';
import { traceProcessors } from './trace-path.ts';
import type { SpansOfTrace } from './trace-spans.ts';

/** A filter processor in a pipeline of traces. */
export interface Filter {
  id: string;
  /** None where they are in another form than OTTL. */
  conditions: readonly string[];
}

export function filtersOf({ text, pipelines }: Pick<AdaptedCollector, 'text' | 'pipelines'>): Filter[] {
  const processors = asObject(asObject(parse(text)).processors);
  return traceProcessors(pipelines).flatMap((id) => {
    const { traces, trace_conditions: inferred } = asObject(processors[id]);
    return typeOf(id) === 'filter' ? [{ id, conditions: textsOf([traces, inferred]) }] : [];
  });
}

/** How many spans of a trace meet a condition of a filter, and of how many that cannot be known. */
export function filteredSpans({ conditions }: Filter, spans: SpansOfTrace): { dropped: number; unknown: number } {
  const results = spans.map((span) => {
    const met = conditions.map((condition) => meetsCondition(condition, span));
    return met.includes(true) ? true : met.length === 0 || met.includes(undefined) ? undefined : false;
  });
  const count = (wanted: boolean | undefined): number => results.filter((result) => result === wanted).length;
  return { dropped: count(true), unknown: count(undefined) };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
