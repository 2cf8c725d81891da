import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientsOf } from '../../../stack/clients/clients.ts';
import { openSession } from '../../../stack/session/open-session.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { chromiumPath } from '../../../scripts/browser.ts';
import { withoutBrowser } from '../../e2e/harness/browser.ts';
import { dashboards } from '../queries/dashboards.ts';
import { violations } from './axe.ts';
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

/** Every page, and what it has once it is drawn. */
const places: Readonly<Record<string, string>> = {
  '/': '.service',
  '/traces': '.virtual-row',
  '/logs': '.virtual-row',
  '/metrics': '.chart canvas',
  '/dashboards/sandbox-services': '.legend a',
  '/dashboards/sandbox-sampling': '.stat-big',
  '/alerts': '.expression',
  '/pipeline': '.edge.flowing',
  '/pipeline/processor%3Atail_sampling': '.meter',
  '/pipeline/exporter%3Aotlp_http%2Fjaeger': 'main table',
  '/scenarios': '.choices button',
  '/faults': '.fault-row',
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

  test('the pipelines of the Collector show what flows through them, by mouse and by keys', { timeout }, async () => {
    const page = await live.show('/pipeline');
    page.setDefaultTimeout(timeout);
    const traces = page.getByRole('region', { name: 'Pipeline traces/in' });
    await traces
      .getByText(/[1-9][\d.]*\/s/)
      .first()
      .waitFor();
    expect(await traces.getByRole('button').allInnerTexts()).toEqual([
      expect.stringContaining('otlp'),
      expect.stringContaining('memory_limiter'),
      expect.stringContaining('transform/redaction'),
      expect.stringMatching(/span_metrics\s+to metrics/),
      expect.stringMatching(/service_graph\s+to metrics/),
      expect.stringMatching(/forward\/sampling\s+to traces\/sampled/),
    ]);
    await page.getByRole('button', { name: /tail_sampling/ }).click();
    const decisions = page.getByRole('region', { name: 'tail_sampling' });
    await decisions.getByRole('row', { name: /order-placements/ }).waitFor();
    expect(page.url()).toContain('/pipeline/processor%3Atail_sampling');
    await page.getByRole('button', { name: /otlp_http\/jaeger/ }).press('Enter');
    const jaeger = page.getByRole('region', { name: 'otlp_http/jaeger' });
    await jaeger.getByRole('row', { name: /spans .* of 50,000/ }).waitFor();
    await page.close();
    expect(live.problems).toEqual([]);
  });

  test(
    'a firing alert leads to its rule, an exemplar, a trace, and the log line of its error',
    { timeout: timeout * 2 },
    async () => {
      const page = await live.show('/');
      page.setDefaultTimeout(timeout);
      const firing = { name: /firing.*payment/ };
      const alerts = page.getByRole('region', { name: 'Alerts' });
      await alerts.getByRole('row', firing).first().getByRole('link').first().click();
      // Exemplars of traces that were dropped lead nowhere: it says so, and the next ones may be of kept traces.
      const exemplar = page.getByRole('row', firing).getByRole('button', { name: 'Exemplar trace' });
      const isTrace = async (): Promise<boolean> => {
        if (/\/traces\/[0-9a-f]{32}/.test(page.url())) return true;
        await exemplar.click({ timeout: 2_000 }).catch(() => undefined);
        return false;
      };
      await expect.poll(isTrace, { timeout, interval: 1_000 }).toBe(true);
      await page.getByRole('tree', { name: 'Spans of the trace' }).getByText('payment').first().waitFor();
      const lines = page.getByRole('region', { name: 'Logs' });
      await lines
        .getByRole('row', { name: /error.*payment/i })
        .first()
        .waitFor();
      await page.close();
      // The browser reports that a trace which was dropped is not found.
      expect(live.problems.splice(0).filter((problem) => !problem.includes('404'))).toEqual([]);
    },
  );

  test('the editor of a metric query completes names, and keeps up with a quick typist', { timeout }, async () => {
    const page = await live.show('/metrics?q=vector(1)');
    page.setDefaultTimeout(timeout);
    const editor = page.locator('.cm-content');
    const offered = page.locator('.cm-tooltip-autocomplete li').first();
    await editor.click();
    await editor.press('End');
    const queried = (): string => new URLSearchParams(page.url().split('?')[1]).get('q') ?? '';
    await page.keyboard.type(' or traces_span_metrics_calls_to');
    // By the mouse: for a moment after the list has appeared, keys are still those of the text.
    await offered.getByText('traces_span_metrics_calls_total').click();
    await page.keyboard.type('{service_na');
    await offered.getByText('service_name', { exact: true }).click();
    expect(queried()).toBe('vector(1)');
    await page.keyboard.type('="payment"');
    await editor.press('Enter');
    await expect.poll(queried).toBe('vector(1) or traces_span_metrics_calls_total{service_name="payment"}');
    await page
      .getByRole('row', { name: /service_name="payment"/ })
      .first()
      .waitFor();
    // What is chosen is shown, also when it was shown before.
    const example = page.getByRole('combobox', { name: 'Example' });
    const [, first = '', second = ''] = await page.evaluate<string[]>(
      "[...document.querySelector('select').options].map(({ value }) => value)",
    );
    for (const query of [first, second, first]) {
      await example.selectOption(query);
      await expect.poll(() => editor.innerText()).toBe(query);
    }
    await page.close();
    expect(live.problems).toEqual([]);
  });

  test('a metric query on the page of logs is a chart', { timeout }, async () => {
    const query = encodeURIComponent('sum by (service_name) (count_over_time({service_name=~".+"}[10s]))');
    const page = await live.show(`/logs?q=${query}`);
    await page.getByRole('row', { name: /order/ }).waitFor({ timeout });
    await page.close();
  });

  describe.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('in %s, %i px wide', (colorScheme, width) => {
    test('no page violates a rule of axe for WCAG 2.2 AA', { timeout: timeout * 5 }, async () => {
      const page = await live.show('/', { colorScheme, viewport: { width, height: 900 } });
      page.setDefaultTimeout(timeout);
      const found: Record<string, string[]> = {};
      for (const [route, content] of Object.entries(places)) {
        await page.goto(`${live.address.origin}/#${route}`);
        await page.locator(content).first().waitFor();
        // Wider than the screen is a violation that axe does not know: text is then read by scrolling to the sides.
        const tooWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
        found[route] = [...(await violations(page)), ...(tooWide ? ['the page scrolls to the side'] : [])];
      }
      await page.close();
      expect(found).toEqual(Object.fromEntries(Object.keys(places).map((route) => [route, []])));
    });
  });
});
