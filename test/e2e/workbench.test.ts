import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workbenchUrl } from '../../stack/workbench/paths.ts';
import { chromiumPath, launchBrowser } from '../../scripts/browser.ts';
import { withoutBrowser } from './harness/browser.ts';
import { Sandbox } from './harness/sandbox.ts';

let browser: Browser | undefined;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.setDefaultTimeout(90_000);
});
afterAll(() => browser?.close());

test.skipIf(chromiumPath === undefined)(
  `a user finds the trace of an order in the web UI, and follows it to its log lines and back${withoutBrowser}`,
  async () => {
    const sandbox = new Sandbox();
    expect(await sandbox.run(['up', '--detach', '--ports', 'auto', '--traffic', '0'])).toMatchObject({ code: 0 });
    const { endpoints, workbench = '', token } = sandbox.mustHaveRecord();
    const order = await fetch(`${endpoints?.gateway ?? ''}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ productId: 1, quantity: 1 }),
    });
    expect(order.status).toBe(201);

    await page.goto(workbenchUrl({ workbench, token }));
    await page
      .getByRole('row', { name: /otel-collector/ })
      .getByText('ready')
      .waitFor();
    // The token is no longer in the address, which one may copy.
    expect(page.url()).not.toContain(token);

    await page.getByRole('link', { name: 'Traces', exact: true }).first().click();
    await page
      .getByRole('option', { name: /POST \/orders/ })
      .first()
      .click();
    const spans = page.getByRole('tree', { name: 'Spans of the trace' });
    await spans.getByText('payment').first().waitFor();
    await page.getByText('order-placements').first().waitFor();
    const traceId = /traces\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? expect.unreachable(page.url());
    const lines = page.getByRole('region', { name: 'Logs' });
    await lines.getByText('payment charged').waitFor();

    await page.getByRole('link', { name: 'Search logs' }).click();
    await page.getByRole('option', { name: /payment charged/ }).click();
    await page.getByRole('link', { name: 'Show its trace' }).click();
    await spans.getByText('payment').first().waitFor();
    expect(page.url()).toContain(`/traces/${traceId}?span=`);

    await page.getByRole('link', { name: 'Faults' }).click();
    await page.getByRole('button', { name: 'Inject error-rate on gateway' }).click();
    await page.getByRole('button', { name: 'Revert error-rate on gateway' }).waitFor();
    expect((await fetch(`${endpoints?.gateway ?? ''}/products`)).status).toBe(500);
    await page.getByRole('button', { name: 'Revert error-rate on gateway' }).click();
    await page.getByRole('button', { name: 'Inject error-rate on gateway' }).waitFor();
    expect((await fetch(`${endpoints?.gateway ?? ''}/products`)).status).toBe(200);

    for (const name of ['Metrics', 'Alerts', 'Scenarios', 'Overview']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    }
    expect(problems).toEqual([]);
    expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
    await page.getByText('The sandbox does not answer').waitFor();
  },
);
