import { serverErrorPolicy } from '../../analysis/sampling/policy-changes.ts';
import { isAboutErrors, samplesAnyError, scopeOf, slowThreshold } from '../../analysis/sampling/policies.ts';
import { meetsPolicy } from '../../analysis/sampling/policy-match.ts';
import { type Deciders, filterVotes, matchOf } from '../../analysis/sampling/trace-votes.ts';
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
  readonly #deciders: Deciders;
  readonly #keepsAnyError: boolean;
  /** Whether a lost trace of any class may meet the condition of a drop policy or filter. */
  readonly #evaluatesAny: boolean;

  constructor(spans: Pick<SentSpans, 'of'>, deciders: Deciders) {
    const { policies, filters } = deciders;
    this.#spans = spans;
    this.#deciders = deciders;
    this.#keepsAnyError = policies.some(({ policy }) => samplesAnyError(policy));
    this.#evaluatesAny = filters.length > 0 || policies.some(({ policy }) => policy.type === 'drop');
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
    const { policies, filters } = this.#deciders;
    const spans = this.#spans.of(traceId);
    const isFor = name === 'error' ? isAboutErrors : name === 'slow' ? isAboutSlow : undefined;
    const inScope = policies.some(
      ({ policy }) => isFor?.(policy) === true && scopeOf(policy).every((part) => meetsPolicy(part, spans) !== false),
    );
    const drops = policies.filter((one) => one.policy.type === 'drop' && matchOf(one, spans) !== false);
    return {
      isInScope: inScope,
      drops: [...drops.map(({ policy }) => policy.name), ...filterVotes(filters, spans).map(({ id }) => id)],
    };
  }
}

function isAboutSlow(policy: Parameters<typeof slowThreshold>[0]): boolean {
  return slowThreshold(policy) !== undefined;
}
