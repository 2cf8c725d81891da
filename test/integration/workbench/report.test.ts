import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { htmlReporter } from '../../../cli/reporters/html/html.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { chromiumPath } from '../../../scripts/browser.ts';
import { withoutBrowser } from '../../e2e/harness/browser.ts';
import { failedCheck, passedScenario } from '../../unit/cli/reporters/check-events.ts';
import { failedRun } from '../../unit/cli/reporters/events.ts';
import { violations } from './axe.ts';
import { type ReportBrowser, reportBrowser } from '../../e2e/harness/report-browser.ts';

/** Text from telemetry or a file that is code where it is not escaped. */
const hostile = `</script><script>document.title='hacked'</script><img src=x onerror="document.title='hacked'"><!--\u2028`;
const time = '2026-01-01T12:26:00.000Z';
const traceId = 'ab'.repeat(16);
/** A trace of two spans, one of which did not leave the Collector. */
const incomplete: RunEvent = {
  ...{ type: 'trace', time },
  trace: {
    ...{ id: traceId, class: hostile, outcome: 'incomplete', policy: hostile, reason: `incomplete ${hostile}` },
    policies: [
      { sampler: 'tail_sampling', policy: hostile, rule: hostile, matches: true },
      { sampler: 'tail_sampling/2', policy: 'some', rule: 'keeps 5%', matches: null },
    ],
    ...{ start: time, resources: [{ 'service.name': hostile }, { 'service.name': 'stock' }] },
    spans: [
      {
        ...{ id: '01'.repeat(8), service: hostile, name: hostile, kind: 'server', offsetMs: 0, durationMs: 20 },
        ...{ attributes: { [hostile]: hostile }, resource: 0, error: hostile, exported: true },
      },
      {
        ...{ id: '02'.repeat(8), parent: '01'.repeat(8), service: 'stock', name: 'GET /stock', kind: 'server' },
        ...{ offsetMs: 5, durationMs: 10, attributes: { 'http.route': '/stock' }, resource: 1, exported: false },
      },
    ],
  },
};

describe.skipIf(chromiumPath === undefined)(`a report in a browser${withoutBrowser}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const collector = join(folder, 'collector.yaml');
  let browser: ReportBrowser;
  beforeAll(async () => {
    browser = await reportBrowser();
    writeFileSync(collector, Array.from({ length: 40 }, (_, index) => `line_${index + 1}: ${hostile}`).join('\n'));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => expect(browser.problems.splice(0)).toEqual([]));

  async function write(name: string, events: readonly RunEvent[]): Promise<string> {
    const file = join(folder, name);
    const reporter = htmlReporter.open(file);
    reporter.onFiles?.([collector]);
    for (const event of events) reporter.onEvent(event);
    await reporter.onEnd?.(1);
    return file;
  }

  /** The failed check with a finding whose every text is hostile. */
  const hostileCheck = (): RunEvent[] => [
    ...failedCheck.slice(0, -1),
    {
      ...{ type: 'finding', time, kind: hostile, severity: 'error', subject: hostile, message: `hostile ${hostile}` },
      ...{ why: hostile, hint: hostile, source: { file: collector, line: 20 } },
      evidence: [
        { label: hostile, text: hostile },
        { label: 'a link', url: "javascript:document.title='hacked'" },
        { label: 'a trace', text: traceId },
      ],
      fix: { verified: hostile, edits: [] },
    },
    {
      ...{ type: 'alert', time, alertname: hostile, labels: { service_name: hostile } },
      ...{ from: 'inactive', to: 'pending', at: '2026-01-01T12:20:00.000Z' },
    },
    incomplete,
    ...failedCheck.slice(-1),
  ];

  test('text from telemetry and files is only text', async () => {
    const page = await browser.open(await write('hostile.html', hostileCheck()));
    const finding = page.getByRole('article', { name: /hostile/ });
    await finding.getByText('line_20:').waitFor();
    expect(await finding.locator('mark').innerText()).toContain(`20\nline_20: ${hostile.slice(0, 40)}`);
    expect(await finding.getByText("javascript:document.title='hacked'").count()).toBe(1);
    expect(await page.locator('a[href^="javascript:"], img, article script').count()).toBe(0);
    expect(await page.title()).toBe('failed: 2 errors, 2 warnings, 1 info; 1 of 2 expectations passed · Check of shop');
  });

  test('a finding is reached by its link, with the keyboard and by its address', async () => {
    const file = await write('check.html', hostileCheck());
    const page = await browser.open(file);
    const first = page.getByRole('region', { name: 'What to fix first' }).getByRole('link').first();
    await first.focus();
    await page.keyboard.press('Enter');
    const focused = page.locator('article:focus');
    await focused.waitFor();
    expect(page.url()).toMatch(/#\/findings\/1$/);
    // The hint and the cause are in words, as are the severity and the documentation.
    expect(await focused.innerText()).toMatch(/^error [^]*Why:[^]*What to do:/);
    await page.goBack();
    const direct = await browser.open(file, '#/findings/4');
    expect(await direct.locator('article:focus').innerText()).toMatch(/^warning /);
    expect((await direct.locator('article:focus').boundingBox())?.y).toBeLessThan(500);
  });

  test('a trace is reached from the finding that names it, and has its reason, the policies and its spans', async () => {
    const page = await browser.open(await write('trace.html', hostileCheck()));
    await page.getByRole('link', { name: traceId }).click();
    expect(page.url()).toMatch(/#\/traces\/1$/);
    const trace = page.getByRole('group', { name: /^Trace / });
    await trace.getByText(`incomplete ${hostile}`).waitFor();
    await trace.getByRole('cell', { name: 'not known from the spans' }).waitFor();
    const lost = trace.getByRole('treeitem', { name: 'stock GET /stock' });
    expect(await lost.innerText()).toContain('not exported');
    await trace.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    await trace.getByRole('region', { name: 'GET /stock' }).getByText('/stock', { exact: true }).first().waitFor();
    expect(await page.title()).not.toBe('hacked');
  });

  test('several runs are a table to choose from, and each shows its own expectations', async () => {
    const file = await write('runs.html', [...failedCheck, ...passedScenario, ...failedRun]);
    const page = await browser.open(file, '#/runs/2');
    const skipped = page.getByRole('heading', { name: /^skipped needs a store$/ });
    await skipped.waitFor();
    await page.getByRole('region', { name: 'Scenarios' }).getByRole('link', { name: 'shop' }).click();
    await page.getByRole('heading', { name: /^failed traces of class error are kept$/ }).waitFor();
    expect(await skipped.count()).toBe(0);
    // The link to a finding of another run shows that run.
    await page.goto(page.url().replace(/#.*/, '#/runs/3'));
    await page.getByRole('region', { name: 'error-burst' }).waitFor();
    await page.goto(page.url().replace(/#.*/, '#/findings/2'));
    await page.locator('article:focus').waitFor();
  });

  test('a slider moves through the time of a run, with the keyboard too, and says what was the case then', async () => {
    const page = await browser.open(await write('slider.html', failedRun));
    const slider = page.getByRole('slider', { name: 'Time in the run' });
    const moment = page.locator('output');
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => moment.innerText()).toMatch(/^0s/);
    // The fixture injects it after three seconds.
    await slider.fill('3000');
    await expect.poll(() => moment.innerText()).toContain('error-rate payment');
    expect(await slider.getAttribute('aria-valuetext')).toContain('error-rate payment');
  });

  test('a report that was not completed says so', async () => {
    const file = join(folder, 'early.html');
    htmlReporter.open(file);
    const page = await browser.open(file);
    await page.getByText('it is not complete').waitFor();
  });

  test.each([
    [360, 'light'],
    [1280, 'dark'],
    [3840, 'light'],
  ] as const)(
    'at %i pixels in the %s theme, nothing is cut off and axe-core finds nothing',
    async (width, colorScheme) => {
      const file = await write('look.html', [...hostileCheck(), ...failedRun]);
      for (const hash of ['#/traces/1', '#/runs/2']) {
        const page = await browser.open(file, hash, { viewport: { width, height: 900 }, colorScheme });
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await violations(page)).toEqual([]);
        const levels = await page.evaluate<number[]>(
          "[...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName.slice(1)))",
        );
        expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
        await page.close();
      }
    },
  );
});
