import type { View } from '../view.ts';
import { keysOf, type KeyEntry } from './binding.ts';
import { frameKeys } from './frame-keys.ts';
import { movementKeys } from './movement.ts';

/** The key tables of docs/terminal-ui.md, generated from the key bindings. */
export function keyTables(views: readonly View[]): string {
  const isShared = (entry: KeyEntry): boolean =>
    views.some(({ key, title }) => entry.keys[0] === key && entry.label === title);
  const everywhere = frameKeys(views).filter((entry) => !isShared(entry));
  // The same in every list: listed once.
  const moves = movementKeys({ count: () => 0, read: () => 0, write: (slice: unknown) => slice });
  return [
    '### Views',
    table(
      ['Key', 'View', 'Shows'],
      views.map(({ key, title, about }) => [code(key), title, about]),
    ),
    '### Everywhere',
    table(['Key', 'Action'], [...moves, ...everywhere].map(row)),
    ...views.flatMap(({ title, keys }) => {
      const own = keys.filter(({ help }) => !moves.some((move) => move.help === help));
      return [`### ${title}`, table(['Key', 'Action'], own.map(row))];
    }),
  ].join('\n\n');
}

const row = (entry: KeyEntry): string[] => [keysOf(entry).split(separator).map(code).join(' '), entry.help];
/** Separates the keys of an entry, but does not match the key `/` itself. */
const separator = /(?<=.)\/(?=.)/;
const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const keysBegin = '<!-- keys: written by npm run docs -->';
export const keysEnd = '<!-- end of keys -->';

/** Replaces the key tables of the page. Throws if it has no markers for them. */
export function withKeyTables(page: string, views: readonly View[]): string {
  const [before, rest] = page.split(keysBegin);
  const [, after] = rest?.split(keysEnd) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${keysBegin} ... ${keysEnd}`);
  return `${before}${keysBegin}\n\n${keyTables(views)}\n\n${keysEnd}${after}`;
}
