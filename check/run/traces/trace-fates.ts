import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { type Filter, filteredSpans, filtersOf } from '../../analysis/sampling/filters.ts';
import { serverErrorPolicy } from '../../analysis/sampling/policy-changes.ts';
import {
  allPolicies,
  isAboutErrors,
  samplesAnyError,
  scopeOf,
  slowThreshold,
  wholeOf,
} from '../../analysis/sampling/policies.ts';
import { meetsPolicy } from '../../analysis/sampling/policy-match.ts';
import type { SentSpans } from './sent-spans.ts';

/** What the policies of the samplers have to do with a trace that was lost. */
export interface TraceFate {
  /** A policy for its class applies to it: to its service, its route or whatever else the policy is limited to. */
  isInScope: boolean;
  /** The drop policies and filter processors whose conditions it meets. */
  drops: readonly string[];
}

/** Evaluates the policies and filters of the Collectors on the traces of a check. */
export class TraceFates {
  readonly #spans: Pick<SentSpans, 'of'>;
  readonly #policies: ReturnType<typeof allPolicies>;
  readonly #filters: readonly Filter[];
  readonly #keepsAnyError: boolean;
  /** Whether a lost trace of any class may meet the condition of a drop policy or filter. */
  readonly #evaluatesAny: boolean;

  /** The Collectors that the traces go through, one after the other. */
  constructor(spans: Pick<SentSpans, 'of'>, ...collectors: readonly AdaptedCollector[]) {
    this.#spans = spans;
    this.#policies = collectors.flatMap((collector) => allPolicies(collector));
    this.#filters = collectors.flatMap((collector) => filtersOf(collector));
    this.#keepsAnyError = this.#policies.some(({ policy }) => samplesAnyError(policy));
    this.#evaluatesAny = this.#filters.length > 0 || this.#policies.some(({ policy }) => policy.type === 'drop');
  }

  /** Whether there are policies. */
  get isNeeded(): boolean {
    return this.#policies.length > 0;
  }

  /** Whether the spans of a trace of a class are evaluated when it is settled. */
  needsSpans(name: string): boolean {
    return this.#evaluatesAny || name === 'error' || name === 'slow' || this.#countsServerErrors(name);
  }

  #countsServerErrors(name: string): boolean {
    return this.#keepsAnyError && /error/.test(name);
  }

  /** Whether a kept trace of a class has an error that is not a 4xx response; undefined if no policy keeps any error. */
  hasServerError(traceId: Buffer, name: string): boolean | undefined {
    if (!this.#countsServerErrors(name)) return undefined;
    return meetsPolicy(serverErrorPolicy, this.#spans.of(traceId)) === true;
  }

  /** The fate of a lost trace of a class. */
  of(traceId: Buffer, name: string): TraceFate {
    const spans = this.#spans.of(traceId);
    const isFor = name === 'error' ? isAboutErrors : name === 'slow' ? isAboutSlow : undefined;
    const inScope = this.#policies.some(
      ({ policy }) => isFor?.(policy) === true && scopeOf(policy).every((part) => meetsPolicy(part, spans) !== false),
    );
    const drops = this.#policies.flatMap(({ policy }) =>
      policy.type === 'drop' && meetsPolicy(wholeOf(policy), spans) !== false ? [policy.name] : [],
    );
    const filters = this.#filters.filter((filter) => {
      const { dropped, unknown } = filteredSpans(filter, spans);
      return dropped + unknown > 0;
    });
    return { isInScope: inScope, drops: [...drops, ...filters.map(({ id }) => id)] };
  }
}

function isAboutSlow(policy: Parameters<typeof slowThreshold>[0]): boolean {
  return slowThreshold(policy) !== undefined;
}
