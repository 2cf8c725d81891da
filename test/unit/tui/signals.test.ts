import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertsView } from '../../../cli/tui/views/alerts/view.tsx';
import { collectorView } from '../../../cli/tui/views/collector/view.tsx';
import { logsView } from '../../../cli/tui/views/logs/view.tsx';
import { tracesView } from '../../../cli/tui/views/traces/view.tsx';
import { answerRecorded, recorded, recordedAt, recordedClients, type Answer } from './recorded.ts';
import { Screen, type ScreenOptions } from './screen.ts';

const views = [tracesView, logsView, alertsView, collectorView];
const newestError = '8f20dd66f14524451ad3c5ca913f6ef5';

beforeEach(() => void vi.useFakeTimers({ now: recordedAt, toFake: ['Date'] }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(answer: Answer = answerRecorded, options: Partial<ScreenOptions> = {}) {
  const rules = await recordedClients().clients.prometheus.alertRules();
  const { clients, asked } = recordedClients(answer);
  return { screen: new Screen({ views, clients, now: recordedAt, rules, ...options }), asked };
}

describe('from a firing alert', () => {
  it("leads to an exemplar's trace and to its logs in three keys", async () => {
    const { screen, asked } = await open(onlyErrors);
    await screen.press('5').ask();
    await screen.press('enter').ask();
    expect(screen.state.view).toBe('traces');
    expect(screen.frame()).toContain('Kept by the policy errors, which keeps traces that have a span with');
    expect(screen.frame()).toContain('An exemplar of ServiceErrorRateHigh (payment): newest first, 1 of 9');
    expect(screen.frame()).toContain(`Trace ${newestError}`);
    const { searchParams } =
      asked.find(({ pathname }) => pathname.endsWith('query_exemplars')) ?? new URL('http://none');
    expect(searchParams.get('query')).toBe(
      'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_ERROR",service_name="payment"}',
    );
    await screen.press('l').ask();
    expect(screen.state.view).toBe('logs');
    expect(screen.frame()).toContain(`Logs of the trace ${newestError}`);
    expect(screen.frame()).toContain('✗ error payment  the fault error-rate made this req');
    expect(screen.press('escape').state.view).toBe('traces');
  });

  it('takes the next exemplar whose trace was kept, and says how many were dropped', async () => {
    const gone = new Set([newestError, 'be77693c48b4cd138c770cf5a3ef0ece']);
    const { screen } = await open((url) =>
      gone.has(url.pathname.split('/').at(-1) ?? '') ? undefined : onlyErrors(url),
    );
    // The sampler has decided on everything that was recorded by now.
    vi.setSystemTime(recordedAt + 60_000);
    await screen.press('5', 'enter').ask();
    expect(screen.frame()).toContain('Trace e71170ccfa41722534b5f85338aa4bec');
    expect(screen.frame()).toMatch(/newest first, 4 of 9; the\s+traces of 3 before it were dropped by sampling/);
  });

  it('says so where no trace was kept, and goes on looking', async () => {
    const { screen } = await open((url) => (url.pathname.startsWith('/api/v3/traces/') ? undefined : onlyErrors(url)));
    vi.setSystemTime(recordedAt + 60_000);
    await screen.press('5', 'enter').ask();
    expect(screen.frame().replaceAll(/\s+/g, ' ')).toContain(
      'Of 9 exemplars none leads to a trace that was kept: 9 traces were dropped by sampling.',
    );
    recordedClients(onlyErrors);
    expect((await screen.ask()).frame()).toContain(`Trace ${newestError}`);
  });

  it("leads to the Collector's view where the alert is about the Collector", async () => {
    const { screen } = await open();
    const [rule] = screen.state.shared.rules;
    if (!rule) throw new Error('no rule was recorded');
    const alert = {
      labels: { alertname: rule.name, reason: 'x' },
      state: 'firing',
      activeAt: '2026-11-23T04:11:40Z',
      value: '3',
      annotations: {},
    } as const;
    const shared = { ...screen.state.shared, rules: [{ ...rule, alerts: [alert] }] };
    screen.state = { ...screen.state, shared };
    expect(screen.press('5', 'enter').state.view).toBe('collector');
  });
});

describe('traces', () => {
  it('keeps the selection at its trace while newer ones come, and follows the newest on the first row', async () => {
    const { screen } = await open();
    await screen.press('3').ask();
    expect(screen.frame()).toContain('▸ 04:11:51 ✗ error');
    await screen.press('down').ask();
    expect(screen.frame()).toContain('▸ 04:11:50 ✗ error');
  });

  it('filters by service, and says what to do where nothing matches', async () => {
    const { screen } = await open();
    await screen.press('3').ask();
    screen.press('/').type('payment');
    expect(screen.frame()).toContain('6 of 8 match');
    screen.type('zz');
    expect(screen.frame()).toContain('Nothing matches "paymentzz" in 8 traces; esc clears the filter.');
  });

  it('has nothing to filter while a trace is open', async () => {
    const { screen } = await open();
    await screen.press('3').ask();
    await screen.press('enter').ask();
    expect(screen.press('/').state.overlay).toBeUndefined();
    expect(screen.press('escape', '/').state.overlay).toEqual({ type: 'filter' });
  });

  it('opens a trace id that was typed though it is not in the list', async () => {
    const { screen } = await open();
    await screen.press('3').ask();
    screen.press('/').type('0'.repeat(32)).press('enter');
    await screen.press('enter').ask();
    expect(screen.frame()).toContain(`The trace ${'0'.repeat(32)} is not in the store.`);
  });

  it('looks further back for failed ones where the store cannot search for them', async () => {
    const { screen, asked } = await open();
    await screen.press('3', 'f').ask();
    const depths = asked
      .filter(({ pathname, searchParams }) => pathname === '/api/v3/traces' && searchParams.has('query.attributes'))
      .map(
        ({ searchParams }) =>
          `${searchParams.get('query.service_name') ?? ''} ${searchParams.get('query.num_traces') ?? ''}`,
      );
    expect(depths).toEqual(['gateway 30', 'gateway 200', 'order 5', 'payment 5']);
    expect(screen.frame()).toContain('✗ error');
    expect(screen.frame()).not.toContain('✓ ok');
  });

  it('asks for one service, and for failed ones only', async () => {
    const { screen, asked } = await open();
    await screen.press('3').ask();
    await screen.press('s', 'f').ask();
    const last = asked.filter(({ pathname }) => pathname === '/api/v3/traces').at(-1)?.searchParams;
    expect(last?.get('query.serviceName')).toBe('gateway');
    expect(last?.get('query.attributes')).toBe('{"error":"true"}');
    // An older Jaeger gives the others too: they are not shown.
    expect(screen.frame()).not.toContain('✓ ok');
    expect(screen.frame()).toContain('the newest that failed of gateway');
  });

  it('names what does not answer, for how long and what was tried, and recovers', async () => {
    const { screen } = await open(() => ({ text: 'down', status: 503 }));
    await screen.press('3').ask(recordedAt);
    await screen.ask(recordedAt + 1000);
    expect(screen.tick(recordedAt + 5000).frame()).toContain(
      '✗ Jaeger has not answered for 5s (asked 2 times, goes on)',
    );
    recordedClients();
    expect((await screen.ask()).frame()).not.toContain('has not answered');
  });

  it('is told to wait, or that there is no traffic, where there is no trace yet', async () => {
    const none: Answer = ({ pathname }) => (pathname.endsWith('services') ? { text: '{}' } : undefined);
    const waiting = (await open(none)).screen;
    expect((await waiting.press('3').ask()).frame()).toContain('No trace yet: traffic has only begun');
    const silent = (await open(none, { shared: { traffic: { rate: 0, paused: false } } })).screen;
    expect((await silent.press('3').ask()).frame()).toContain('No trace yet: there is no traffic.');
  });
});

describe('logs', () => {
  it('follows, stays where one moves up, and leads from a line to its trace', async () => {
    const { screen } = await open();
    await screen.press('4').ask();
    expect(screen.frame()).toContain('51 lines, following');
    expect(screen.press('up').frame()).toContain('not following');
    await screen.press('t').ask();
    expect(screen.state.view).toBe('traces');
    expect(screen.press('escape').state.view).toBe('logs');
  });

  it('asks Loki for what it filters by', async () => {
    const { screen, asked } = await open();
    await screen.press('4').ask();
    await screen.press('e', 'e', 's', '/').type('a+b').press('enter').ask();
    expect(asked.at(-1)?.searchParams.get('query')).toBe(
      '{service_name=~".+"} |~ "(?i)a\\\\+b" | detected_level=~"error|fatal|critical"',
    );
    await screen.press('a').ask();
    expect(asked.at(-1)?.searchParams.get('query')).toBe('{service_name=~".+"}');
  });

  it('says that nothing matches and how to see everything again', async () => {
    const empty = { text: '{"data":{"resultType":"streams","result":[]}}' };
    const { screen } = await open(() => empty);
    await screen.press('4', '/').type('xyz').press('enter').ask();
    expect(screen.frame()).toContain('Nothing matches "xyz" in the lines of the last half hour; a takes back every');
  });
});

describe('the Collector', () => {
  it('counts per second between readings, and says when it began anew', async () => {
    const { screen } = await open(({ host }) => (host === 'metrics' ? 'collector-1.txt' : undefined));
    await screen.press('6').ask(recordedAt - 4000);
    expect(screen.frame()).toContain('-/s');
    recordedClients();
    await screen.ask(recordedAt);
    expect(screen.frame()).toMatch(/▼ received +\d[\d.,]*\/s +4,178 spans/);
    expect(screen.frame()).toContain('votes baseline 26 (4.72%), errors 51 (9.26%)');
    recordedClients(({ host }) => (host === 'metrics' ? 'collector-1.txt' : undefined));
    await screen.ask(recordedAt + 1000);
    expect(screen.frame()).toContain('! The Collector began anew at 04:11:57');
  });
});

/** Exemplars of the series that was asked for, as Prometheus selects them. */
function onlyErrors(url: URL): ReturnType<Answer> {
  const answered = answerRecorded(url);
  if (!url.pathname.endsWith('query_exemplars') || typeof answered !== 'string') return answered;
  return { text: errorExemplars(answered) };
}

function errorExemplars(file: string): string {
  const answer = JSON.parse(recorded(file)) as { data: { seriesLabels: Record<string, string> }[] };
  return JSON.stringify({
    ...answer,
    data: answer.data.filter(({ seriesLabels }) => seriesLabels.status_code === 'STATUS_CODE_ERROR'),
  });
}
