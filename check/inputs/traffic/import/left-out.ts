import { plural } from '../../../../lib/format/number.ts';
import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

/** The words for one and for many. */
interface Words {
  one: string;
  many: string;
}

export const unsentMessage: Words = {
  one: 'trace that begins with a message that no span sent',
  many: 'traces that begin with a message that no span sent',
};
export const noRequest: Words = {
  one: 'trace without a request to a service',
  many: 'traces without a request to a service',
};
export const clientSpan: Words = {
  one: 'first span that is of a client, such as a load generator',
  many: 'first spans that are of a client, such as a load generator',
};
/** More calls of one kind in one request are not distinguished. */
export const mostRepetitions = 20;
export const repetition: Words = {
  one: `repetition of one step beyond ${mostRepetitions} in a request`,
  many: `repetitions of one step beyond ${mostRepetitions} in a request`,
};

export function unknownServer({ service, kind }: StoredSpan): Words {
  return kind === 'consumer'
    ? {
        one: `consumer span of ${service} without a destination`,
        many: `consumer spans of ${service} without a destination`,
      }
    : {
        one: `server span of ${service} that is of neither HTTP nor gRPC`,
        many: `server spans of ${service} that are of neither HTTP nor gRPC`,
      };
}

/** Counts what could not become part of a traffic file. */
export class LeftOut {
  readonly #counts = new Map<string, Words & { count: number }>();

  add({ one, many }: Words): void {
    const count = (this.#counts.get(many)?.count ?? 0) + 1;
    this.#counts.set(many, { one, many, count });
  }

  /** A line for each kind. */
  get lines(): string[] {
    return [...this.#counts.values()].map(({ one, many, count }) => plural(count, one, many));
  }
}
