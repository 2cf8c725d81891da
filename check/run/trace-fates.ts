import { parse } from 'yaml';
import { asObject } from '../../lib/json.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { SpanRecord } from '../../lib/otlp/writer/records.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import { serverErrorPolicy } from '../analysis/sampling/policy-changes.ts';
import {
  allPolicies,
  isAboutErrors,
  samplesAnyError,
  scopeOf,
  slowThreshold,
  wholeOf,
} from '../analysis/sampling/policies.ts';
import { meetsCondition } from '../analysis/sampling/ottl-condition.ts';
import { meetsPolicy } from '../analysis/sampling/policy-match.ts';
import type { SentSpan } from '../analysis/sampling/trace-spans.ts';

/** What the policies of the samplers have to do with a trace that was lost. */
export interface TraceFate {
  /** A policy for its class applies to it: to its service, its route or whatever else the policy is limited to. */
  isInScope: boolean;
  /** The drop policies and filter processors whose conditions it meets. */
  drops: readonly string[];
}

/** Collects the spans of traces while they are open, and evaluates the policies of the samplers on lost ones. */
export class TraceFates {
  /** By the trace id: the same object in all spans of a trace, so that spans are forgotten with their trace. */
  readonly #spans = new WeakMap<Buffer, SentSpan[]>();
  readonly #policies: ReturnType<typeof allPolicies>;
  readonly #keepsAnyError: boolean;
  /** Whether a lost trace of any class may meet the condition of a drop policy or filter. */
  readonly #evaluatesAny: boolean;

  /** The conditions of each filter processor, by its id; none where they are in another form. */
  readonly #filters: readonly { id: string; conditions: readonly string[] }[];

  /** The Collectors that the traces go through, one after the other. */
  constructor(...collectors: readonly Pick<AdaptedCollector, 'samplers' | 'text'>[]) {
    this.#policies = collectors.flatMap((collector) => allPolicies(collector));
    this.#keepsAnyError = this.#policies.some(({ policy }) => samplesAnyError(policy));
    const processors = collectors.flatMap(({ text }) => Object.entries(asObject(asObject(parse(text)).processors)));
    this.#filters = processors.flatMap(([id, settings]) => {
      const { traces, trace_conditions: inferred } = asObject(settings);
      return typeOf(id) === 'filter' ? [{ id, conditions: textsOf([traces, inferred]) }] : [];
    });
    this.#evaluatesAny = this.#filters.length > 0 || this.#policies.some(({ policy }) => policy.type === 'drop');
  }

  /** Whether there are policies: without them spans need not be collected. */
  get isNeeded(): boolean {
    return this.#policies.length > 0;
  }

  readonly see = (resource: Attributes, record: SpanRecord): void => {
    const { traceId } = record.context;
    const spans = this.#spans.get(traceId);
    if (spans) spans.push({ resource, record });
    else this.#spans.set(traceId, [{ resource, record }]);
  };

  /**
   * Forgets the spans of a trace whose request was simulated, if none of them matters for its class. Most traces are neither
   * slow nor have errors: the spans of all traces that are not settled would be most of the memory of a check.
   */
  discard(traceId: Buffer, name: string): void {
    if (!this.#evaluatesAny && name !== 'error' && name !== 'slow' && !this.#countsServerErrors(name))
      this.#spans.delete(traceId);
  }

  #countsServerErrors(name: string): boolean {
    return this.#keepsAnyError && /error/.test(name);
  }

  /** Whether a kept trace of a class has an error that is not a 4xx response; undefined if no policy keeps any error. */
  hasServerError(traceId: Buffer, name: string): boolean | undefined {
    if (!this.#countsServerErrors(name)) return undefined;
    return meetsPolicy(serverErrorPolicy, this.#spans.get(traceId) ?? []) === true;
  }

  /** The fate of a lost trace of a class. */
  of(traceId: Buffer, name: string): TraceFate {
    const spans = this.#spans.get(traceId) ?? [];
    const isFor = name === 'error' ? isAboutErrors : name === 'slow' ? isAboutSlow : undefined;
    const inScope = this.#policies.some(
      ({ policy }) => isFor?.(policy) === true && scopeOf(policy).every((part) => meetsPolicy(part, spans) !== false),
    );
    const drops = this.#policies.flatMap(({ policy }) =>
      policy.type === 'drop' && meetsPolicy(wholeOf(policy), spans) !== false ? [policy.name] : [],
    );
    const filters = this.#filters.filter(({ conditions }) => isFiltered(conditions, spans)).map(({ id }) => id);
    return { isInScope: inScope, drops: [...drops, ...filters] };
  }
}

function isFiltered(conditions: readonly string[], spans: readonly SentSpan[]): boolean {
  return (
    conditions.length === 0 ||
    conditions.some((condition) => spans.some((span) => meetsCondition(condition, span) !== false))
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function isAboutSlow(policy: Parameters<typeof slowThreshold>[0]): boolean {
  return slowThreshold(policy) !== undefined;
}
