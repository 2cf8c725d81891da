import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA on a page as it is now: each rule with the elements that violate it. */
export async function violations(page: Page): Promise<string[]> {
  // Through the debugger, as the content security policy of the page allows no script of others.
  await page.evaluate(source);
  const results = await page.evaluate(
    (only) => (globalThis as unknown as { axe: Axe }).axe.run({ runOnly: { type: 'tag', values: only } }),
    tags,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${help}: ${target.join(' ')} (${lastLine(failureSummary)})`),
  );
}

interface Axe {
  run: (options: object) => Promise<AxeResults>;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
