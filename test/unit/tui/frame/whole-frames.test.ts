import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defined } from '../../../../lib/defined.ts';
import type { AlertRule } from '../../../../stack/clients/prometheus.ts';
import type { ComponentView, Shared } from '../../../../cli/tui/state/shared.ts';
import type { ViewId } from '../../../../cli/tui/state/effect.ts';
import { update } from '../../../../cli/tui/state/update.ts';
import { views } from '../../../../cli/tui/views/index.ts';
import { recordedAt, recordedClients } from '../recorded.ts';
import { Screen, sizes } from '../screen.ts';
import { renderedFrame } from './rendered.tsx';

beforeEach(() => void vi.useFakeTimers({ now: recordedAt, toFake: ['Date'] }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const ready = (name: ComponentView['name'], url?: string): ComponentView => ({
  ...{ name, state: 'ready', ms: 900, memoryBytes: 41_000_000 },
  ...defined({ url }),
});
const components: readonly ComponentView[] = [
  ready('otel-collector', 'http://127.0.0.1:4318'),
  { ...ready('jaeger', 'http://127.0.0.1:16686'), memoryBytes: 300_000 },
  ready('prometheus', 'http://127.0.0.1:9090'),
  ready('loki', 'http://127.0.0.1:3100'),
  ready('postgres'),
  ready('gateway', 'http://127.0.0.1:8080'),
  ready('order'),
  ready('payment'),
];

interface Size {
  columns: number;
  rows: number;
}

/** Everything as it was recorded, shown on a whole screen. */
async function open(view: ViewId, size: Size, shared: Partial<Shared> = {}): Promise<Screen> {
  const { clients } = recordedClients();
  const rules = await clients.prometheus.alertRules();
  const screen = new Screen({ views, clients, now: recordedAt, rules, ...size, shared: { components, ...shared } });
  return await screen.show(view).ask();
}

/** No rule has an alert. */
const inactive = (rules: readonly AlertRule[]): AlertRule[] => rules.map((rule) => ({ ...rule, alerts: [] }));

const name = (what: string, { columns, rows }: Size): string => `frames/${what}-${columns}x${rows}.txt`;

describe.each(sizes)('at $columns x $rows', (size) => {
  it('Home while alerts fire', async () => {
    await expect(renderedFrame(views, (await open('home', size)).state)).toMatchFileSnapshot(name('home', size));
  });

  it('the catalog, with an explanation that can be read to its end', async () => {
    const screen = (await open('scenarios', size)).press('down');
    await expect(renderedFrame(views, screen.state)).toMatchFileSnapshot(name('catalog', size));
    expect(renderedFrame(views, screen.press('tab', 'end').state)).toContain('no alert on lost telemetry');
  });

  it('Faults, one of them on, on its timeline', async () => {
    const fault = { kind: 'service' as const, service: 'payment' as const, fault: 'error-rate', parameters: {} };
    const screen = (await open('faults', size)).press('/').type('payment').press('enter');
    const on = update(views, screen.state, { type: 'fault-on', fault, at: recordedAt - 60_000 }).state;
    const frame = renderedFrame(views, on);
    await expect(frame).toMatchFileSnapshot(name('faults', size));
    expect(frame).toMatch(/✗ error-rate payment +·+█+ │/);
    expect(frame).toContain('5 shows the alerts');
  });
});

const small = { columns: 80, rows: 24 };

it('every screen of the way to a trace behind an alert shows the key that leads on', async () => {
  const home = await open('home', small);
  expect(renderedFrame(views, home.state)).toMatch(/ a alerts /);
  const quiet = { ...home.state, shared: { ...home.state.shared, rules: inactive(home.state.shared.rules) } };
  expect(renderedFrame(views, quiet)).toContain('Make one fire: 7 Faults, 2 Scenarios');
  expect(renderedFrame(views, (await open('faults', small)).state)).toMatch(/ enter on\/off .* \/ filter /);
  const alerts = await open('alerts', small);
  expect(renderedFrame(views, alerts.state)).toMatch(/ enter trace /);
  const trace = await alerts.press('enter').ask();
  expect(renderedFrame(views, trace.state)).toMatch(/Kept by the policy errors[^]* l logs /);
});

it('a failed component is shown in every view, and the reason in Home', async () => {
  const detail = 'its process was killed by SIGKILL';
  const failed = components.map((one) => (one.name === 'gateway' ? { ...one, state: 'failed' as const, detail } : one));
  for (const { id } of views) {
    const { state } = await open(id, small, { components: failed });
    expect(renderedFrame(views, state)).toContain('✗ gateway failed');
    if (id === 'home') expect(renderedFrame(views, state)).toContain(`✗ gateway: ${detail}`);
  }
});

it('hints that have no room in the last row take the one above, which a message has before them', async () => {
  const { state } = await open('traces', small);
  const rows = renderedFrame(views, state).split('\n').slice(-2);
  expect(rows[0]).toMatch(/^ enter open .* o in browser/);
  expect(rows[1]).toMatch(/^ c copy ID .*\/ filter .* \? help {2}q quit/);
  const said = update(views, state, { type: 'message', text: 'Something was said.', at: recordedAt }).state;
  expect(renderedFrame(views, said)).toContain('Something was said.');
  expect(renderedFrame(views, said)).toMatch(/\? help {2}q quit/);
});

it('the details of a confirmation are complete on a narrow screen', async () => {
  const { state } = await open('home', small);
  const plan = update(views, state, { type: 'plan', plan: { scenarios: ['error-burst'], withFaults: true } }).state;
  const asked = update(views, plan, { type: 'key', key: { name: 'q', text: 'q' } }).state;
  expect(renderedFrame(views, asked)).toContain('The run of error-burst is cancelled and its faults are reverted.');
});

it('during text input, only the keys that end it are shown', async () => {
  const screen = (await open('faults', small)).press('/').type('q');
  expect(renderedFrame(views, screen.state).split('\n').at(-1)?.trim()).toBe('enter apply  esc clear');
});

it('an alert that is over still leads to its trace, and esc back to it', async () => {
  const screen = await open('alerts', small);
  const active = screen.state.shared.rules;
  let state = update(views, screen.state, { type: 'rules', rules: active, at: recordedAt }).state;
  state = update(views, state, { type: 'rules', rules: inactive(active), at: recordedAt }).state;
  screen.state = state;
  expect(renderedFrame(views, screen.state)).toMatch(/▸ · inactive ServiceErrorRateHigh/);
  await screen.press('enter').ask();
  expect(renderedFrame(views, screen.state)).toContain('◆ Exemplar of ServiceErrorRateHigh');
  expect(screen.press('l', 'escape', 'escape').state.view).toBe('alerts');
});

it('o opens the workbench, the shown trace in it, and the query of a rule', async () => {
  const workbench = { workbench: 'http://127.0.0.1:7070', token: 't' };
  for (const [view, url] of [
    ['home', /^http:\/\/127\.0\.0\.1:7070\/#\/\?token=t$/],
    ['traces', /^http:\/\/127\.0\.0\.1:7070\/#\/traces\/[0-9a-f]{32}\?token=t$/],
    ['alerts', /^http:\/\/127\.0\.0\.1:7070\/#\/metrics\?q=.*&token=t$/],
  ] as const) {
    const screen = await open(view, small);
    const { stack } = screen.state.shared;
    screen.state = {
      ...screen.state,
      shared: { ...screen.state.shared, stack: { ...(stack ?? expect.unreachable()), workbench } },
    };
    expect(screen.press('o').commands).toEqual([
      expect.objectContaining({ type: 'open', url: expect.stringMatching(url) as string }),
    ]);
  }
});
