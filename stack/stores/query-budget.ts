import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { HttpError } from './http/http-error.ts';

export interface QueryLimits {
  /** Milliseconds. */
  maxMs: number;
  /** Of what the query holds in memory, its answer included. */
  maxBytes: number;
}

/** The limits of the stores: a query blocks its store, and no query of a dashboard comes near them. */
export const defaultQueryLimits: QueryLimits = { maxMs: 3_000, maxBytes: 128_000_000 };

const stepsPerLook = 16;
const hint = 'Use a shorter time range, a more specific selector, a larger step or a lower limit.';

/** Limits one query in time and memory. */
export class QueryBudget {
  readonly #limits: QueryLimits;
  readonly #now: () => number;
  readonly #end: number;
  #steps = 0;
  #bytes = 0;

  /** `now` returns milliseconds. */
  constructor(limits: QueryLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#end = now() + limits.maxMs;
  }

  /**
   * To be called for each line, span or sample that is looked at.
   * @throws HttpError 504 when the time is used up
   */
  step(): void {
    this.#steps += 1;
    if (this.#steps % stepsPerLook !== 0 || this.#now() < this.#end) return;
    throw new HttpError(504, `The query took longer than ${formatDuration(this.#limits.maxMs)}. ${hint}`);
  }

  /**
   * Counts memory that the query holds until it is answered.
   * @throws HttpError 400 when it is more than allowed
   */
  hold(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limits.maxBytes) return;
    throw new HttpError(400, `The query needs more than ${formatBytes(this.#limits.maxBytes)} of memory. ${hint}`);
  }
}

/** For queries of the sandbox's own code. */
export const unlimited = new QueryBudget({ maxMs: Infinity, maxBytes: Infinity });
