import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertsView } from '../../../cli/tui/views/alerts/view.tsx';
import { collectorView } from '../../../cli/tui/views/collector/view.tsx';
import { logsView } from '../../../cli/tui/views/logs/view.tsx';
import { tracesView } from '../../../cli/tui/views/traces/view.tsx';
import type { ViewId } from '../../../cli/tui/state/effect.ts';
import { recordedAt, recordedClients } from './recorded.ts';
import { Screen, sizes } from './screen.ts';

const views = [tracesView, logsView, alertsView, collectorView];

beforeEach(() => void vi.useFakeTimers({ now: recordedAt, toFake: ['Date'] }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe.each(sizes)('views of signals at $columns x $rows', (size) => {
  const open = async (view: ViewId): Promise<Screen> => {
    const { clients } = recordedClients();
    const rules = await clients.prometheus.alertRules();
    return await new Screen({ views, clients, now: recordedAt, rules, ...size }).show(view).ask();
  };

  it('draws the list of traces', async () => {
    expect((await open('traces')).frame()).toMatchSnapshot();
  });

  it('draws a trace: its spans, attributes and log lines', async () => {
    const screen = await (await open('traces')).press('down', 'enter').ask();
    expect(screen.frame()).toMatchSnapshot('spans');
    expect(screen.press('tab').frame()).toMatchSnapshot('attributes');
    expect(screen.press('tab').frame()).toMatchSnapshot('logs');
  });

  it('draws logs', async () => {
    expect((await open('logs')).frame()).toMatchSnapshot();
  });

  it('draws alerts and their history', async () => {
    const screen = await open('alerts');
    expect(screen.frame()).toMatchSnapshot('alerts');
    expect(screen.press('tab').frame()).toMatchSnapshot('history');
  });

  it('draws the Collector', async () => {
    const { clients } = recordedClients(({ host }) => (host === 'metrics' ? 'collector-1.txt' : undefined));
    const screen = await new Screen({ views, clients, now: recordedAt, ...size })
      .show('collector')
      .ask(recordedAt - 4000);
    recordedClients();
    expect((await screen.ask(recordedAt)).frame()).toMatchSnapshot();
  });
});
