import type { SourceLine } from '../../../lib/events/source-line.ts';
import { contextLines } from '../../../ui/report/lines-around.ts';
import type { Excerpt } from '../../../ui/report/report-data.ts';

/** A dashboard may be one line of a megabyte. */
const mostCharacters = 240;

/** The lines around each place, by file; without files that have no text here. Overlapping excerpts are one. */
export function excerptsAt(
  places: readonly SourceLine[],
  texts: ReadonlyMap<string, string>,
): Record<string, readonly Excerpt[]> {
  const files = [...new Set(places.map(({ file }) => file))];
  return Object.fromEntries(
    files.flatMap((file) => {
      const text = texts.get(file);
      if (text === undefined) return [];
      const lines = places.flatMap((place) => (place.file === file ? place.line : []));
      const found = excerpts(text, lines);
      return found.length === 0 ? [] : [[file, found]];
    }),
  );
}

function excerpts(text: string, places: readonly number[]): Excerpt[] {
  const all = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const found: { first: number; last: number }[] = [];
  for (const line of [...places].sort((a, b) => a - b)) {
    if (line < 1 || line > all.length) continue;
    const first = Math.max(1, line - contextLines.before);
    const last = Math.min(all.length, line + contextLines.after);
    const previous = found.at(-1);
    if (previous && first <= previous.last + 1) previous.last = last;
    else found.push({ first, last });
  }
  return found.map(({ first, last }) => ({ first, lines: all.slice(first - 1, last).map(cut) }));
}

function cut(line: string): string {
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}
