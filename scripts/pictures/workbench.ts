import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { builtEntry, packageRoot } from '../../lib/paths.ts';
import { workbenchUrl } from '../../stack/workbench/paths.ts';
import { launchBrowser } from '../browser.ts';
import { webPicture } from './web-picture.ts';

/** A run reaches its alert within this, at the pace of a sandbox. */
const timeout = 180_000;

/** Takes pictures of the workbench during a run of error-burst: the way from a firing alert to a trace, and the pipelines. */
export async function drawWorkbench(): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'sandbox-pictures-'));
  const sandbox = (...args: string[]): Promise<{ stdout: string }> =>
    execa(process.execPath, [builtEntry('cli/main'), ...args], { env: { XDG_STATE_HOME: state } });
  const browser = await launchBrowser();
  try {
    await sandbox('up', '--detach', '--ports', 'auto', '--runtime', 'embedded');
    const { record } = JSON.parse((await sandbox('status', '--json')).stdout) as {
      record: { workbench: string; token: string };
    };
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(timeout);
    await page.goto(workbenchUrl(record, '/scenarios'));
    await drawRun(page);
  } finally {
    await browser.close();
    await sandbox('down');
    rmSync(state, { recursive: true, force: true });
  }
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
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await webPicture(page, 'report');
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
