import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { builtEntry, packageRoot } from '../../lib/paths.ts';
import { chromiumPath, launchBrowser } from '../../scripts/browser.ts';
import { serveFolder } from '../../scripts/serve-folder.ts';
import { withoutBrowser } from './harness/browser.ts';

const example = join(packageRoot, 'docs', 'examples', 'check');
let site: Awaited<ReturnType<typeof serveFolder>> | undefined;
let browser: Browser | undefined;
const problems: string[] = [];

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  await execa(process.execPath, [builtEntry('scripts/bundle-site')]);
  site = await serveFolder(join(packageRoot, 'dist', 'site'));
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function open(address = site?.url ?? expect.unreachable()): Promise<Page> {
  const page = (await browser?.newPage({ viewport: { width: 1440, height: 900 } })) ?? expect.unreachable();
  page.setDefaultTimeout(400_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(address);
  return page;
}

/** A script for the page, which resolves with the events of a check in the worker of the page. */
const checkInWorker = (files: Record<string, string>): string => `new Promise((resolve, reject) => {
  const { worker, engine } = document.documentElement.dataset;
  const events = [];
  const thread = new Worker(worker, { type: 'module' });
  thread.onmessage = ({ data }) => {
    if (data.type === 'event') events.push(data.event);
    if (data.type === 'done') resolve(events);
    if (data.type === 'failed') reject(new Error(data.message));
  };
  const engineUrl = new URL(engine, document.baseURI).href;
  thread.postMessage({ files: ${JSON.stringify(files)}, seed: 1, quick: false, engineUrl });
})`;

/** Both are there when the check is over, whatever it says. */
async function checked(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('status').waitFor();
  await page.getByRole('heading', { name: 'Check of shop' }).waitFor();
}

test.skipIf(chromiumPath === undefined)(
  `the check of the example in a browser tab has the events of the command${withoutBrowser}`,
  async () => {
    const page = await open();
    const read = (name: string): string => readFileSync(join(example, name), 'utf8');
    const files = { collector: read('collector.yaml'), rules: read('rules.yml') };
    const events = await page.evaluate<unknown[]>(checkInWorker(files));
    const args = ['--collector', 'collector.yaml', '--rules', 'rules.yml', '--seed', '1', '--reporter', 'ndjson'];
    const command = await execa(process.execPath, [builtEntry('cli/main'), 'check', ...args], {
      cwd: example,
      reject: false,
    });
    expect(command.exitCode).toBe(1);
    const lines = command.stdout.trim().split('\n');
    const first = lines.findIndex((line) => (JSON.parse(line) as RunEvent).type === 'run.start');
    expect(events.map((event) => JSON.stringify(event))).toEqual(lines.slice(first));
    expect(events.some((event) => (event as RunEvent).type === 'finding')).toBe(true);
  },
  600_000,
);

test.skipIf(chromiumPath === undefined)(
  `a user checks the example in the tab, applies a verified change, checks again, and shares it${withoutBrowser}`,
  async () => {
    const page = await open();
    await checked(page, 'Check');
    const report = page.getByRole('region', { name: 'Result' });
    await report.getByText(/^failed: \d+ errors/).waitFor();
    const editor = page.getByRole('textbox', { name: 'rules.yml' });
    await page.getByRole('button', { name: 'rules.yml', exact: true }).click();
    const before = await editor.innerText();
    await page.locator('.cm-lintRange-error').first().hover();
    await page.getByRole('button', { name: 'Apply the verified change' }).first().click();
    await expect.poll(() => editor.innerText()).not.toBe(before);
    const fixed = await editor.innerText();

    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const link = await page.getByRole('textbox', { name: /The link holds the files/ }).inputValue();
    const other = await open(link);
    await other.getByRole('button', { name: 'rules.yml', exact: true }).click();
    await expect.poll(() => other.getByRole('textbox', { name: 'rules.yml' }).innerText()).toBe(fixed);

    await page.getByRole('button', { name: 'collector.yaml', exact: true }).click();
    const collector = page.getByRole('textbox', { name: 'collector.yaml' });
    await collector.press('Control+End');
    await page.keyboard.type('proc');
    await page.getByRole('option', { name: 'processors' }).waitFor();
    await page.keyboard.press('Escape');
    await collector.fill('receivers: [');
    await page.getByRole('button', { name: 'Quick check', exact: true }).click();
    await report.getByText(/collector\.yaml/).waitFor();
    expect(problems).toEqual([]);
  },
  600_000,
);
