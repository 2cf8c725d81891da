import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { execa } from 'execa';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { builtEntry, packageRoot } from '../../lib/paths.ts';
import { chromiumPath, withoutBrowser } from './harness/browser.ts';

const site = join(packageRoot, 'dist', 'site');
const example = join(packageRoot, 'docs', 'examples', 'check');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let server: Server;
let url: string;
let browser: Browser | undefined;
const problems: string[] = [];

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  await execa(process.execPath, [builtEntry('scripts/bundle-site')]);
  // Like a host of static files: it does not know how a file is encoded.
  server = createServer(({ url: path = '' }, response) => {
    const file = path === '/' ? 'index.html' : path.slice(1);
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(join(site, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server.close();
});

async function open(address: string): Promise<Page> {
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
    const page = await open(url);
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
    const page = await open(url);
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
    await page.getByRole('textbox', { name: 'collector.yaml' }).fill('receivers: [');
    await page.getByRole('button', { name: 'Quick check', exact: true }).click();
    await report.getByText(/collector\.yaml/).waitFor();
    expect(problems).toEqual([]);
  },
  600_000,
);
