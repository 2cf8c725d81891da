import type { Instrument, Scope } from '../../../../lib/otlp/writer/records.ts';
import { defaultBoundaries } from '../../../../simulation/services/instruments.ts';
import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';

/** The metrics of one service by name; several steps may record the same metric. */
export class Instruments {
  readonly #scope: Scope;
  readonly #problems: Problems;
  readonly #known = new Map<string, Instrument>();

  constructor(scope: Scope, problems: Problems) {
    this.#scope = scope;
    this.#problems = problems;
  }

  get(
    type: 'count' | 'record' | 'gauge',
    { name, unit = '1', buckets }: { name: string; unit?: string | undefined; buckets?: readonly number[] | undefined },
    path: YamlPath,
  ): Instrument {
    if (buckets?.some((bound, index) => index > 0 && bound <= (buckets[index - 1] ?? bound))) {
      this.#problems.add([...path, 'buckets'], 'buckets must be in ascending order');
    }
    const kind =
      type === 'record' ? { boundaries: buckets ?? defaultBoundaries } : type === 'count' ? 'counter' : 'gauge';
    const known = this.#known.get(name);
    if (!known) {
      const instrument: Instrument = { scope: this.#scope, name, unit, description: '', kind };
      this.#known.set(name, instrument);
      return instrument;
    }
    const isSame = typeof known.kind === typeof kind && (typeof kind === 'object' || known.kind === kind);
    if (!isSame)
      this.#problems.add([...path, type], `the metric ${name} has a different type in another step of this service`);
    return known;
  }
}
