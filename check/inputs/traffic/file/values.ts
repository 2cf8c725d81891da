import type { VariableSource } from '../../../../simulation/services/variables.ts';
import type { Attributes, AttributeValue } from '../../../../lib/otlp/writer/attributes.ts';
import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { ValueInput } from './schema.ts';

/** Values that are always defined: an ID that is new for each request, and the request's path. */
export const builtInValues = ['uuid', 'path'];

type Following = Exclude<ValueInput, string | number | boolean>;

function isFollowing({ value, during, 'on-error': onError }: Following): boolean {
  return value !== undefined || during !== undefined || onError !== undefined;
}

/** Converts the values of a file to constants, references and variables. */
export class Values {
  readonly #known: readonly string[];
  readonly #problems: Problems;
  /** The labels of faults that values refer to. */
  readonly #labels: { label: string; path: YamlPath }[] = [];

  /** `declared` are the names under `values`. */
  constructor(declared: readonly string[], problems: Problems) {
    this.#known = [...declared, ...builtInValues];
    this.#problems = problems;
  }

  /** The source of a random value; undefined for a constant, or, with a problem, for an invalid value. */
  sourceOf(written: ValueInput, path: YamlPath): VariableSource | undefined {
    if (typeof written !== 'object') return undefined;
    const { choose, from, to } = written;
    if (isFollowing(written)) return this.#following(written, path);
    if (choose !== undefined && from === undefined && to === undefined) {
      const choices = Array.isArray(choose)
        ? choose.map((value) => ({ value, weight: 1 }))
        : Object.entries(choose).map(([value, weight]) => ({ value, weight }));
      if (choices.some(({ weight }) => weight > 0)) return { choose: choices };
      this.#problems.add([...path, 'choose'], 'at least one value must have a weight above 0');
      return undefined;
    }
    if (choose === undefined && from !== undefined && to !== undefined && to >= from) {
      return { min: from, max: to, whole: Number.isSafeInteger(from) && Number.isSafeInteger(to) };
    }
    this.#problems.add(path, 'a random value must be {choose: [...]}, or {from: 1, to: 9} with to not below from');
    return undefined;
  }

  /** A value that follows faults and failures. */
  #following({ choose, from, to, value, during, 'on-error': onError }: Following, path: YamlPath): VariableSource {
    if (choose !== undefined || from !== undefined || to !== undefined) {
      this.#problems.add(
        path,
        'a value is random, or follows faults: value, during and on-error have no choose, from or to',
      );
    }
    const parts = { value, during, 'on-error': onError };
    for (const [key, part] of Object.entries(parts)) {
      const entries = typeof part === 'object' ? Object.entries(part) : [['', part] as const];
      for (const [label, one] of entries) {
        const at = [...path, key, ...(label === '' ? [] : [label])];
        if (typeof one === 'string' && one.startsWith('$'))
          this.#problems.add(at, `the value of ${key} must be a constant, without $`);
        if (label !== '') this.#labels.push({ label, path: at });
      }
    }
    return { usual: value, during, onError };
  }

  /** Adds a problem for every label that no fault has. */
  checkLabels(labels: readonly string[]): void {
    for (const { label, path } of this.#labels) {
      if (!labels.includes(label)) this.#problems.unknown(path, 'fault', label, labels);
    }
  }

  /**
   * Attributes; random values are added to the variables and replaced by references. `on-error` is a problem unless they
   * are on something that `canFail`.
   */
  attributes(
    written: Readonly<Record<string, ValueInput>> | undefined,
    path: YamlPath,
    variables: Record<string, VariableSource>,
    canFail = false,
  ): Attributes {
    const attributes: Record<string, AttributeValue> = {};
    for (const [name, value] of Object.entries(written ?? {})) {
      if (!canFail && typeof value === 'object' && value['on-error'] !== undefined) {
        this.#problems.add(
          [...path, name, 'on-error'],
          'on-error is for attributes of operations, calls and spans; nothing else fails',
        );
      }
      attributes[name] = this.value(value, [...path, name], variables) ?? '';
    }
    return attributes;
  }

  /** A constant, or a reference `$name` to a variable. */
  value(
    written: ValueInput,
    path: YamlPath,
    variables: Record<string, VariableSource>,
  ): string | number | boolean | undefined {
    if (typeof written !== 'object') {
      if (typeof written === 'string' && written.startsWith('$')) this.#check(written.slice(1), path);
      return written;
    }
    const source = this.sourceOf(written, path);
    if (source === undefined) return undefined;
    // The schema allows no declared name that starts like this.
    const name = `~${Object.keys(variables).length}`;
    variables[name] = source;
    return `$${name}`;
  }

  /** A text that may contain references `$name`. */
  text(written: string, path: YamlPath): string {
    for (const [, name = ''] of written.matchAll(/\$(\w+(?:[.-]\w+)*)/g)) this.#check(name, path);
    return written;
  }

  #check(name: string, path: YamlPath): void {
    if (!this.#known.includes(name)) this.#problems.unknown(path, 'value', name, this.#known);
  }
}
