import { UserError } from '../../../../lib/errors.ts';
import { nearest } from '../../../../lib/nearest.ts';
import { describeSource } from '../../../../lib/events/source-line.ts';
import type { YamlPath, YamlSource } from '../../yaml/yaml-source.ts';

/** How many further problems of a file are told beside the first. */
const furtherProblems = 9;

/** What is wrong with a file beyond what its schema tells, gathered so that all of it is told at once. */
export class Problems {
  readonly #sourceOf: YamlSource['sourceOf'];
  readonly #found: { line: number; text: string }[] = [];

  constructor(sourceOf: YamlSource['sourceOf']) {
    this.#sourceOf = sourceOf;
  }

  add(path: YamlPath, text: string): void {
    const source = this.#sourceOf(path);
    this.#found.push({ line: source.line, text: `${describeSource(source)}: ${text}` });
  }

  /** A name that stands for nothing, with the nearest that does. */
  unknown(path: YamlPath, what: string, name: string, known: readonly string[]): void {
    const near = nearest(name, known);
    const there =
      near !== undefined
        ? ` Did you mean ${near}?`
        : known.length > 0
          ? ` There are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}.`
          : '';
    this.add(path, `there is no ${what} ${JSON.stringify(name)}.${there}`);
  }

  /** @throws UserError where there are any; exit code 2. */
  tell(hint: string): void {
    const [first, ...others] = [...new Set(this.#found.sort((a, b) => a.line - b.line).map(({ text }) => text))];
    if (first === undefined) return;
    const details = others.slice(0, furtherProblems);
    if (others.length > details.length) details.push(`and ${others.length - details.length} more`);
    throw new UserError(first, { code: 'bad-traffic', hint, details });
  }
}
