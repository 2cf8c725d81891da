import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { describeSource } from '../events/source-line.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

/** How many problems of a file are reported in addition to the first. */
const furtherProblems = 9;

/** Collects the problems that the schema of a file cannot find, so that all are reported at once. */
export class Problems {
  readonly #sourceOf: YamlSource['sourceOf'];
  readonly #code: string;
  readonly #found: { line: number; text: string }[] = [];

  /** `code` is the stable identifier of the error: `bad-traffic`. */
  constructor(sourceOf: YamlSource['sourceOf'], code: string) {
    this.#sourceOf = sourceOf;
    this.#code = code;
  }

  add(path: YamlPath, text: string): void {
    const source = this.#sourceOf(path);
    this.#found.push({ line: source.line, text: `${describeSource(source)}: ${text}` });
  }

  /** Adds an unknown name, with the nearest known one. */
  unknown(path: YamlPath, what: string, name: string, known: readonly string[]): void {
    const near = nearest(name, known);
    const suggestion =
      near !== undefined
        ? ` Did you mean ${near}?`
        : known.length > 0
          ? ` Known names: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}.`
          : '';
    this.add(path, `there is no ${what} ${JSON.stringify(name)}.${suggestion}`);
  }

  /** @throws UserError if there are any; exit code 2. */
  throwIfAny(hint: string): void {
    const [first, ...others] = [...new Set(this.#found.sort((a, b) => a.line - b.line).map(({ text }) => text))];
    if (first === undefined) return;
    const details = others.slice(0, furtherProblems);
    if (others.length > details.length) details.push(`and ${others.length - details.length} more`);
    throw new UserError(first, { code: this.#code, hint, details });
  }
}
