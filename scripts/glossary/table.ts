import { terms } from './terms.ts';

const begin = '<!-- glossary: npm run docs writes it from scripts/glossary/terms.ts -->';
const end = '<!-- end of the glossary -->';

/** docs/style.md with the table of the words to avoid. */
export function withGlossary(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/style.md has no "${begin}" with "${end}" after it`);
  const rows = terms.map(({ avoid, write }) => `| ${avoid} | ${write} |`);
  return `${page.slice(0, from)}${[begin, '', '| do not write | write |', '| --- | --- |', ...rows, '', ''].join('\n')}${page.slice(to)}`;
}
