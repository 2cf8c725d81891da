import { RE2JS } from 're2js';
import { messageOf } from '../../../../lib/errors.ts';

/** A compiled regular expression. */
export interface Pattern {
  test: (text: string) => boolean;
  /** Replaces every match; in `by`, `$1` and `${1}` are the first group, and `$$` is a dollar sign. */
  replaceAll: (text: string, by: string) => string;
  /** Those of its named groups. */
  names: readonly string[];
  /** What the named groups hold in the first match, '' for one that takes no part in it; undefined without a match. */
  capture: (text: string) => [name: string, value: string][] | undefined;
  /** The number of matches. */
  count: (text: string) => number;
}

/**
 * Compiles a regular expression of RE2, which Loki uses. Matching takes time linear in the length of the text, whatever
 * the pattern: JavaScript's own expressions backtrack, and a query could freeze the store.
 *
 * @param anchored whether it must match the whole text, as in label matchers; `.` then matches line ends too
 * @throws Error with the reason if it is not valid
 */
export function compileRe2(pattern: string, anchored: boolean): Pattern {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, anchored ? RE2JS.DOTALL : 0);
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(reason.startsWith('error parsing regexp') ? reason : `error parsing regexp: ${reason}`, {
      cause: error,
    });
  }
  const groups = Object.entries(compiled.namedGroups()).sort(([, a], [, b]) => a - b);
  return {
    names: groups.map(([name]) => name),
    capture(text) {
      const matcher = compiled.matcher(text);
      return matcher.find() ? groups.map(([name, index]) => [name, matcher.group(index) ?? '']) : undefined;
    },
    test: anchored ? (text) => compiled.testExact(text) : (text) => compiled.test(text),
    replaceAll: (text, by) => compiled.matcher(text).replaceAll(toJava(by), true),
    count: (text) => countMatches(compiled, text),
  };
}

function countMatches(compiled: RE2JS, text: string): number {
  const matcher = compiled.matcher(text);
  let count = 0;
  while (matcher.find()) count += 1;
  return count;
}

/** The replacement in the form of Java, where a backslash escapes. */
function toJava(by: string): string {
  return by.replace(/\\|\$\$|\$\{(\d+)\}|\$(?!\d)/g, (found, group: string | undefined) =>
    group === undefined ? `\\${found.slice(-1)}` : `$${group}`,
  );
}
