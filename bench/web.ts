import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { execa } from 'execa';
import type { Browser } from 'playwright-core';
import { builtEntry, packageRoot, reportTemplate } from '../lib/paths.ts';
import { chromiumPath, launchBrowser } from '../scripts/browser.ts';
import { withDetachedSandbox } from '../scripts/detached-sandbox.ts';
import { serveFolder } from '../scripts/serve-folder.ts';
import { type Figure, median } from './figure.ts';

const workbench = join(packageRoot, 'dist', 'web');
const site = join(packageRoot, 'dist', 'site');

/** The sizes of the web UI, and how long its pages take; without Chromium the sizes alone. */
export async function benchWeb(say: (text: string) => void): Promise<Figure[]> {
  await execa(process.execPath, [builtEntry('scripts/bundle-site')]);
  if (chromiumPath === undefined) {
    say('pages are not measured: no Chromium is installed');
    return sizes();
  }
  const browser = await launchBrowser();
  try {
    return [...sizes(), ...(await livePage(browser, 5)), ...(await tab(browser, 3))];
  } finally {
    await browser.close();
  }
}

function sizes(): Figure[] {
  const named = (folder: string, name: RegExp): string[] =>
    readdirSync(folder)
      .filter((file) => name.test(file))
      .map((file) => join(folder, file));
  const brotli = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0) / 1000;
  const first = named(workbench, /^app-.*\.js$/);
  const all = named(workbench, /\.js$/);
  const engine = named(site, /\.wasm\.gz$/).reduce((sum, file) => sum + statSync(file).size, 0);
  return [
    { name: 'workbench, first script', value: brotli(first), unit: 'kB', note: 'brotli' },
    {
      name: 'workbench, all scripts',
      value: brotli(all),
      unit: 'kB',
      goal: { value: 300, better: 'less' },
      note: 'brotli',
    },
    { name: 'report without its data', value: brotli([reportTemplate]), unit: 'kB', note: 'brotli' },
    { name: 'tab, script', value: brotli(named(site, /^tab-.*\.js$/)), unit: 'kB', note: 'brotli' },
    { name: 'tab, worker', value: brotli(named(site, /^worker-.*\.js$/)), unit: 'kB', note: 'brotli' },
    { name: 'tab, engine', value: engine / 1e6, unit: 'MB', note: 'gzip' },
  ];
}

/** The web UI of an idle sandbox. */
async function livePage(browser: Browser, times: number): Promise<Figure[]> {
  const paints: number[] = [];
  await withDetachedSandbox(async ({ workbench = '' }) => {
    for (let done = 0; done < times; done += 1) {
      // A page without a cache.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(workbench);
      await page.getByRole('heading', { level: 1 }).waitFor();
      paints.push(await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
      await context.close();
    }
  });
  const goal = { value: 1000, better: 'less' } as const;
  return [{ name: 'workbench, first paint', value: median(paints), unit: 'ms', goal, note: `median of ${times}` }];
}

/** The check of the example in a tab: with the engine from this machine, and again with the compiled engine. */
async function tab(browser: Browser, times: number): Promise<Figure[]> {
  const served = await serveFolder(site);
  const first: number[] = [];
  const again: number[] = [];
  try {
    for (let done = 0; done < times; done += 1) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(300_000);
      await page.goto(served.url);
      for (const into of [first, again]) {
        const start = performance.now();
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await page.getByRole('status').waitFor();
        await page.getByRole('heading', { name: 'Check of shop' }).waitFor();
        into.push((performance.now() - start) / 1000);
      }
      await context.close();
    }
  } finally {
    served.close();
  }
  const note = `median of ${times}; the example with its verified changes`;
  return [
    { name: 'tab, first check', value: median(first), unit: 's', note: `${note}, the engine from this machine` },
    { name: 'tab, next check', value: median(again), unit: 's', note },
  ];
}
