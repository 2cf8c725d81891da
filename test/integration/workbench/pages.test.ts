import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientsOf } from '../../../stack/clients/clients.ts';
import { openSession } from '../../../stack/session/open-session.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { chromiumPath, withoutBrowser } from '../../e2e/harness/browser.ts';
import { dashboards } from '../queries/dashboards.ts';
import { type LivePage, livePage } from './live-page.ts';

/** A busy machine draws late; what is there already is found at once. */
const timeout = 90_000;
/** What is in a panel of a type once it has data. */
const drawn: Readonly<Record<string, string>> = {
  timeseries: '.legend li',
  stat: '.stat-big',
  bargauge: 'tbody tr',
  table: 'tbody tr',
  logs: 'tbody tr',
  nodeGraph: '.edge-value',
};

describe.skipIf(chromiumPath === undefined)(`the web UI of a sandbox under traffic${withoutBrowser}`, () => {
  const state = mkdtempSync(join(tmpdir(), 'sandbox-test-state-'));
  let live: LivePage;

  beforeAll(async () => {
    live = await livePage(
      await openSession({
        ...{ state, command: 'sandbox up', runtime: 'embedded', pace: 20, seed: 1, ports: 'auto', keep: false },
        ...{ services: coreServiceNames, publishedPorts: [], onComponent: () => undefined, onNotice: () => undefined },
      }),
    );
    await clientsOf(live.stack.endpoints).faults('payment').enable('error-rate', { rate: 0.8 });
  });
  afterAll(async () => {
    await live.close();
    rmSync(state, { recursive: true, force: true });
  });

  test.each([...dashboards.values()].map((dashboard) => [dashboard.title, dashboard] as const))(
    'the dashboard %s has data in every panel',
    { timeout: timeout * 2 },
    async (_, { uid, panels }) => {
      const page = await live.show(`/dashboards/${uid}`, { viewport: { width: 1440, height: 900 } });
      for (const { title, type } of panels) {
        const panel = page.getByRole('region', { name: title, exact: true });
        await panel.scrollIntoViewIfNeeded({ timeout });
        const content: Locator = panel.locator(drawn[type] ?? expect.unreachable(type)).filter({ hasNotText: /^-$/ });
        await content.first().waitFor({ timeout });
        expect(await panel.getByRole('alert').count(), title).toBe(0);
      }
      await page.close();
      expect(live.problems).toEqual([]);
    },
  );

  test('a value of a variable, and the link of a series, narrow a dashboard down', { timeout }, async () => {
    const page = await live.show('/dashboards/sandbox-services');
    page.setDefaultTimeout(timeout);
    const requests = page.getByRole('region', { name: 'Requests per second' });
    await requests.getByRole('listitem').nth(2).waitFor({ timeout });
    await page.getByRole('combobox', { name: 'Service' }).selectOption('order');
    await expect.poll(() => requests.getByRole('listitem').allInnerTexts(), { timeout }).toHaveLength(1);
    expect(page.url()).toContain('var-service=order');
    await page.getByRole('combobox', { name: 'Service' }).selectOption('All');
    await requests.getByRole('link', { name: 'payment' }).click();
    await expect.poll(() => requests.getByRole('listitem').allInnerTexts(), { timeout }).toHaveLength(1);
    expect(await requests.getByRole('listitem').innerText()).toContain('payment');
    await page.close();
  });
});
