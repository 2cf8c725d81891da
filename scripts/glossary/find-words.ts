import { terms, type Place, type Term } from './terms.ts';
import { textsOf } from './texts.ts';

/** A word that the glossary replaces, where it was found. */
export interface Found {
  path: string;
  /** From 1. */
  line: number;
  place: Place;
  word: string;
  term: Term;
}

/** Every word of a file that the glossary replaces, by its line. */
export function findWords(path: string, content: string): Found[] {
  const lines = new Lines(content);
  return textsOf(path, content)
    .flatMap(({ place, text, start }) =>
      patterns
        .filter(({ term }) => (term.places?.includes(place) ?? true) && term.except?.test(path) !== true)
        .flatMap(({ term, pattern }) =>
          [...joined(text, place).matchAll(pattern)].map(({ 0: match, index }): Found => {
            // In a name the parts have been spread, so that an offset within it means nothing.
            const at = place === 'identifier' || place === 'path' ? start : start + index;
            return { path, line: lines.at(at), place, word: match.trim().replace(/\s+/g, ' '), term };
          }),
        ),
    )
    .sort((a, b) => a.line - b.line);
}

const patterns = terms.flatMap((term) => {
  if (term.pattern) return [{ term, pattern: term.pattern }];
  if (term.match === undefined) return [];
  return [{ term, pattern: new RegExp(`(?<![\\w$])(?:${term.match.replaceAll(' ', '[\\s-]+')})(?!\\w)`, 'gi') }];
});

/** Joins the lines of a comment, of the same length. */
function joined(text: string, place: Place): string {
  if (place === 'comment') return text.replace(/\n\s*(?:\*\/?|\/\/)?/g, (gap) => ' '.repeat(gap.length));
  return text;
}

class Lines {
  readonly #starts: number[] = [0];

  constructor(content: string) {
    for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  at(offset: number): number {
    let line = this.#starts.length;
    while (line > 1 && (this.#starts[line - 1] ?? 0) > offset) line -= 1;
    return line;
  }
}
