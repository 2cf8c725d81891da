import type { Line } from './line.ts';

/** The line of a filter: as it is typed, or as it holds; nothing where there is none. */
export function filterLine({
  text,
  editing,
  hint,
}: {
  text: string;
  editing: boolean;
  hint: string;
}): Line | undefined {
  if (editing) {
    const rest = text === '' ? { text: ` ${hint}`, tone: 'quiet' as const } : '';
    return [{ text: '/ ', tone: 'accent' }, text, { text: '▏', tone: 'accent' }, rest];
  }
  if (text === '') return undefined;
  return [{ text: '/ ', tone: 'accent' }, text, { text: '   esc clears it', tone: 'quiet' }];
}

/** Whether a row has every word of the filter in one of its texts, whatever the case. */
export function matches(filter: string, ...texts: readonly string[]): boolean {
  const all = texts.join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
