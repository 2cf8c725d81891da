import { mapStrings } from '../../../lib/map-strings.ts';
import { UserError } from '../../../lib/errors.ts';
import type { Tree } from './tree.ts';

/** A shorter value occurs in messages by chance, and is no secret; in a mapping, the IDs of components are values, too. */
const shortest = { text: 4, inMapping: 8 };

const isWord = /^[a-z]+(-[a-z]+)*$/i;

/**
 * The values of environment variables and included files. The simulation uses them, but no message may print them: a
 * check runs in CI, on files of people who may not read that environment or those files.
 */
export class ReferencedValues {
  /** The reference by value. */
  readonly #references = new Map<string, string>();
  /** The references to texts of several lines. */
  readonly #texts = new Set<string>();

  /** `reference` is as in the configuration, `text` what it stands for, and `tree` that text parsed. */
  add(reference: string, text: string, tree: Tree): void {
    const isText = tree.kind === 'scalar';
    if (isText && text.trim().includes('\n')) this.#texts.add(reference);
    const values = isText ? [text, ...text.split('\n')] : stringsIn(tree);
    for (const value of values.map((one) => one.trim())) {
      if (value.length >= (isText ? shortest.text : shortest.inMapping)) this.#references.set(value, reference);
    }
  }

  /** The text with references in place of their values, also of values in quotes of Go or JSON. */
  hide(text: string, isHidden: (value: string) => boolean = () => true): string {
    let hidden = text;
    const longestFirst = [...this.#references].sort(([a], [b]) => b.length - a.length);
    for (const [value, reference] of longestFirst.filter(([one]) => isHidden(one))) {
      for (const form of new Set([value, JSON.stringify(value).slice(1, -1)])) {
        hidden = hidden.replaceAll(form, () => reference);
      }
    }
    return hidden === text ? text : this.#hideRests(hidden);
  }

  /**
   * A finding, or any other data, with hidden secrets. Its sentences are our own, so that a value such as `production`
   * or `error` occurs by chance: only values that are no words are hidden.
   */
  hideSecretsIn<T>(data: T): T {
    if (this.#references.size === 0) return data;
    return mapStrings(data, (text) => this.hide(text, (value) => value.length >= 8 && !isWord.test(value)));
  }

  /** The Collector cuts and escapes an ID that is a whole file: with a line of it hidden, the rest of the quotes is too. */
  #hideRests(text: string): string {
    const reference = [...this.#texts].find((one) => text.includes(one));
    if (reference === undefined) return text;
    const first = text.lastIndexOf('"', text.indexOf(reference));
    const last = text.indexOf('"', text.lastIndexOf(reference));
    return `${first < 0 ? '' : text.slice(0, first)}"${reference}"${last < 0 ? '' : text.slice(last + 1)}`;
  }

  /** The error with hidden values; an internal error stays as it is. */
  hideIn(error: unknown): unknown {
    if (!(error instanceof UserError) || this.#references.size === 0) return error;
    const { code, exitCode, hint, details } = error;
    return new UserError(this.hide(error.message), {
      ...{ code, exitCode, details: details.map((line) => this.hide(line)) },
      ...(hint === undefined ? {} : { hint: this.hide(hint) }),
    });
  }
}

/** Not the keys: messages name the place of an error by them. */
function stringsIn(tree: Tree): string[] {
  if (tree.kind === 'scalar') return typeof tree.value === 'string' ? [tree.value] : [];
  return [...(tree.kind === 'list' ? tree.items : tree.entries.values())].flatMap(stringsIn);
}
