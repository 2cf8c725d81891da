import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { builtEntry, packageRoot } from '../../lib/paths.ts';
import { workbenchUrl } from '../../stack/workbench/paths.ts';
import { launchBrowser } from '../browser.ts';
import { withDetachedSandbox } from '../detached-sandbox.ts';
import { webPicture } from './web-picture.ts';

/** A run reaches its alert within this, at the pace of a sandbox. */
const timeout = 180_000;

/** Takes pictures of the workbench during a run of error-burst: the way from a firing alert to a trace, and the pipelines. */
export async function drawWorkbench(): Promise<void> {
  await withDetachedSandbox(({ workbench = '', token }) =>
    onPage({ width: 1280, height: 800 }, async (page) => {
      page.setDefaultTimeout(timeout);
      await page.goto(workbenchUrl({ workbench, token }, '/scenarios'));
      await drawRun(page);
    }),
  );
}

async function drawRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: /error-burst/ }).click();
  await page.getByRole('button', { name: 'Run scenario' }).click();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await alerts.getByText('firing').first().waitFor();
  await webPicture(page, 'workbench-overview');
  await page.getByRole('link', { name: 'Pipeline', exact: true }).click();
  await page.getByRole('button', { name: /tail_sampling/ }).click();
  await page.getByRole('row', { name: /errors/ }).waitFor();
  await page.locator('.edge.flowing').nth(3).waitFor();
  await webPicture(page, 'workbench-pipeline');
  await page.getByRole('link', { name: 'Alerts', exact: true }).click();
  await page
    .getByRole('row', { name: /firing/ })
    .first()
    .getByRole('button', { name: 'Exemplar trace' })
    .click();
  await page.getByRole('tree', { name: 'Spans of the trace' }).waitFor();
  await page.getByRole('region', { name: 'Logs' }).getByRole('row').nth(1).waitFor();
  await webPicture(page, 'workbench-trace');
}

/** Takes a picture of the report of the README's check. */
export async function drawReport(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-pictures-'));
  const file = join(folder, 'report.html');
  const args = ['--collector', 'collector.yaml', '--rules', 'rules.yml', '--html', file];
  await execa(process.execPath, [builtEntry('cli/main'), 'check', ...args], {
    cwd: join(packageRoot, 'docs', 'examples', 'check'),
    // Its findings are errors.
    reject: false,
  });
  await onPage({ width: 1280, height: 1000 }, async (page) => {
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await webPicture(page, 'report');
  });
  rmSync(folder, { recursive: true });
}

async function onPage(viewport: { width: number; height: number }, draw: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await draw(await browser.newPage({ viewport }));
  } finally {
    await browser.close();
  }
}
