import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../lib/paths.ts';
import { chromiumPath } from '../../scripts/browser.ts';
import { withoutBrowser } from './harness/browser.ts';
import { reportBrowser } from './harness/report-browser.ts';
import { reportData } from './harness/report-data.ts';
import { Sandbox } from './harness/sandbox.ts';

test.skipIf(chromiumPath === undefined)(
  `the report of the example opens from disk and shows every finding at its line in the file${withoutBrowser}`,
  async () => {
    const sandbox = new Sandbox();
    const html = join(sandbox.stateHome, 'report.html');
    const [collector, rules] = ['collector.yaml', 'rules.yml'].map((name) =>
      join(packageRoot, 'docs', 'examples', 'check', name),
    ) as [string, string];
    const args = ['check', '--collector', collector, '--rules', rules, '--html', html];
    expect(await sandbox.run(args)).toMatchObject({ code: 1, stderr: '' });
    const found = reportData(html).events.filter((event) => event.type === 'finding');
    expect(found.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(4);
    expect(readFileSync(html, 'utf8').length).toBeLessThan(180_000);

    const browser = await reportBrowser();
    try {
      const page = await browser.open(html);
      for (const { message, source, fix, severity } of found) {
        const finding = page.getByRole('article', { name: `${severity} ${message}` });
        const { file, line } = source ?? expect.unreachable();
        const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? expect.unreachable();
        expect(await finding.locator('mark code').innerText()).toBe(text);
        expect(await finding.locator('.line.added').count()).toBeGreaterThanOrEqual(fix ? 1 : 0);
      }
      expect(await page.getByRole('article').count()).toBe(found.length);
      const main = page.getByRole('main');
      await main.getByText(/errors at payment: first affected request 00:15:0\d \+0s · pending .* · firing /).waitFor();
      await main.getByRole('row', { name: /^error 1,408 934 474 0 errors 934$/ }).waitFor();
      // From a finding to a trace that it is about: what dropped it, and where its error began.
      const lost = page.getByRole('article', { name: /traces of class error were lost/ });
      await lost.getByRole('link', { name: /^[0-9a-f]{32}$/ }).click();
      const trace = page.getByRole('group', { name: 'Trace gateway POST /orders' });
      await trace.getByText('Policy drop-orders drops it, whatever the other policies say.').waitFor();
      await trace.getByRole('row', { name: /^errors .* matches$/ }).waitFor();
      await trace.getByText('payment.charge (error)').waitFor();
      expect(browser.problems).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
