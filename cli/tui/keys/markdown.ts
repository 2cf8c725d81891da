import type { View } from '../view.ts';
import { keysOf, type KeyEntry } from './binding.ts';
import { frameKeys } from './frame-keys.ts';
import { movementKeys } from './movement.ts';

/** The tables of every key, as docs/terminal-ui.md has them: made from what handles the keys, so that they cannot differ. */
export function keyTables(views: readonly View[]): string {
  const isShared = (entry: KeyEntry): boolean =>
    views.some(({ key, title }) => entry.keys[0] === key && entry.label === title);
  const everywhere = frameKeys(views).filter((entry) => !isShared(entry));
  // The same in every list: told once.
  const moves = movementKeys({ count: () => 0, read: () => 0, write: (slice: unknown) => slice });
  return [
    '### Views',
    table(
      ['Key', 'View', 'What is to be seen'],
      views.map(({ key, title, about }) => [code(key), title, about]),
    ),
    '### Everywhere',
    table(['Key', 'Does'], [...moves, ...everywhere].map(row)),
    ...views.flatMap(({ title, keys }) => {
      const own = keys.filter(({ help }) => !moves.some((move) => move.help === help));
      return [`### ${title}`, table(['Key', 'Does'], own.map(row))];
    }),
  ].join('\n\n');
}

const row = (entry: KeyEntry): string[] => [keysOf(entry).split(separator).map(code).join(' '), entry.help];
/** Between the keys of one entry; the key `/` itself stands alone. */
const separator = /(?<=.)\/(?=.)/;
const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const keysBegin = '<!-- keys: written by npm run docs -->';
export const keysEnd = '<!-- end of keys -->';

/** The page with its tables of keys replaced. Throws where it has no place for them. */
export function withKeyTables(page: string, views: readonly View[]): string {
  const [before, rest] = page.split(keysBegin);
  const [, after] = rest?.split(keysEnd) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${keysBegin} ... ${keysEnd}`);
  return `${before}${keysBegin}\n\n${keyTables(views)}\n\n${keysEnd}${after}`;
}
