import type { Line } from './line.ts';

/** The line of a filter, edited or applied; undefined without a filter. */
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

/** Whether every word of the filter occurs in the texts; case-insensitive. */
export function matches(filter: string, ...texts: readonly string[]): boolean {
  const all = texts.join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
