import type { VariableSource } from '../../../../simulation/services/variables.ts';
import type { Attributes, AttributeValue } from '../../../../lib/otlp/writer/attributes.ts';
import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { ValueInput } from './schema.ts';

/** Values that are always defined: an ID that is new for each request, and the request's path. */
export const builtInValues = ['uuid', 'path'];

/** Converts the values of a file to constants, references and variables. */
export class Values {
  readonly #known: readonly string[];
  readonly #problems: Problems;

  /** `declared` are the names under `values`. */
  constructor(declared: readonly string[], problems: Problems) {
    this.#known = [...declared, ...builtInValues];
    this.#problems = problems;
  }

  /** The source of a random value; undefined for a constant, or, with a problem, for an invalid value. */
  sourceOf(written: ValueInput, path: YamlPath): VariableSource | undefined {
    if (typeof written !== 'object') return undefined;
    const { choose, from, to } = written;
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

  /** Attributes; random values are added to the variables and replaced by references. */
  attributes(
    written: Readonly<Record<string, ValueInput>> | undefined,
    path: YamlPath,
    variables: Record<string, VariableSource>,
  ): Attributes {
    const attributes: Record<string, AttributeValue> = {};
    for (const [name, value] of Object.entries(written ?? {})) {
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
