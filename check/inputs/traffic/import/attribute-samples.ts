import type { Attributes, AttributeValue } from '../../../../lib/otlp/json/read-spans.ts';
import { modeledAttributes } from '../../../../simulation/services/modeled-attributes.ts';
import type { ValueInput } from '../file/schema.ts';

type Scalar = string | number | boolean;

interface Sample {
  count: number;
  onErrors: number;
  type: 'string' | 'number' | 'boolean';
  /** At most one more than are written. */
  values: Map<Scalar, number>;
  /** Of those that are not on errors, and of the others. */
  ok: Set<Scalar>;
  failed: Set<Scalar>;
  min: number;
  max: number;
}

/** More distinct values than these are an identifier, or a measurement. */
const mostValues = 10;
/** In place of values that are not copied. */
const omitted = { string: 'omitted', number: 0, boolean: false } as const;

/** The attributes of some spans or resources, other than those that the simulation writes itself. */
export class AttributeSamples {
  readonly #samples = new Map<string, Sample>();

  add(attributes: Attributes, isError = false): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (modeledAttributes.has(name)) continue;
      let sample = this.#samples.get(name);
      if (!sample) {
        const type = typeof value === 'number' || typeof value === 'boolean' ? typeof value : 'string';
        sample = {
          count: 0,
          onErrors: 0,
          type: type as Sample['type'],
          values: new Map(),
          ok: new Set(),
          failed: new Set(),
          min: Infinity,
          max: -Infinity,
        };
        this.#samples.set(name, sample);
      }
      sample.count += 1;
      if (isError) sample.onErrors += 1;
      addValue(sample, value, isError);
    }
  }

  get names(): string[] {
    return [...this.#samples.keys()];
  }

  /** As the attributes of a span; values are copied only if asked for. */
  ofSpan(withValues: boolean): Record<string, ValueInput> | undefined {
    const entries = [...this.#samples].map(([name, sample]): [string, ValueInput] => {
      const value = withValues ? valuesOf(sample) : omitted[sample.type];
      const isOfErrors = sample.onErrors === sample.count && typeof value !== 'object';
      return [name, isOfErrors ? { 'on-error': value } : value];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  /** As the attributes of a resource; those that differ between replicas have the number of the replica. */
  ofResource(withValues: boolean): Record<string, Scalar> {
    return Object.fromEntries(
      [...this.#samples].map(([name, { type, values }]) => {
        const [first = omitted[type]] = values.keys();
        if (values.size > 1) return [name, 'omitted-$replica'];
        return [name, withValues ? first : omitted[type]];
      }),
    );
  }
}

function addValue(sample: Sample, value: AttributeValue, isError: boolean): void {
  if (typeof value === 'number') {
    sample.min = Math.min(sample.min, value);
    sample.max = Math.max(sample.max, value);
  }
  const scalar = typeof value === 'object' ? JSON.stringify(value) : value;
  // A leading $ would be a reference.
  const kept = typeof scalar === 'string' && scalar.startsWith('$') ? omitted.string : scalar;
  const known = sample.values.get(kept);
  if (known !== undefined || sample.values.size <= mostValues) sample.values.set(kept, (known ?? 0) + 1);
  const some = isError ? sample.failed : sample.ok;
  if (some.size <= 1) some.add(kept);
}

function valuesOf({ type, values, ok, failed, min, max }: Sample): ValueInput {
  const [[first] = [omitted[type]]] = [...values];
  if (values.size === 1) return first;
  const [[usual], [onError]] = [[...ok], [...failed]];
  if (ok.size === 1 && failed.size === 1 && usual !== undefined && onError !== undefined)
    return { value: usual, 'on-error': onError };
  if (values.size > mostValues) {
    if (type === 'number' && Number.isFinite(min) && Number.isFinite(max)) return { from: min, to: max };
    return '$uuid';
  }
  const all = [...values].sort(([, a], [, b]) => b - a);
  // Keys of a mapping are strings.
  if (type === 'string') return { choose: Object.fromEntries(all.map(([value, count]) => [String(value), count])) };
  return { choose: all.map(([value]) => value) };
}
