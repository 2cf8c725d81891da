import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { keyPress } from '../../../../cli/tui/keys/key.ts';
import type { UiState } from '../../../../cli/tui/state/ui-state.ts';
import { update } from '../../../../cli/tui/state/update.ts';
import { views } from '../../../../cli/tui/views/index.ts';
import { renderedFrame } from './rendered.tsx';
import { recording, replay, sizes, stateAt } from './replay.ts';

const events = recording('baseline-and-error-burst');
const last = events.filter(({ type }) => type === 'run.end').at(-1);

const press = (state: UiState, key: string): UiState =>
  update(views, state, { type: 'key', key: key === 'tab' ? keyPress('', { tab: true }) : keyPress(key, {}) }).state;

const moments: Record<string, (event: RunEvent) => boolean> = {
  'half booted': ({ type, ...event }) =>
    type === 'component' && 'name' in event && event.name === 'grafana' && 'ms' in event,
  'an alert fires': (event) => event.type === 'alert' && event.to === 'firing',
  'the end': (event) => event === last,
};

describe.each(sizes)('at $columns x $rows', (size) => {
  it('no frame of a whole run is wider or higher than it may be, in any view', () => {
    // Every fifth: neighbours hardly differ, and a frame takes its time to lay out.
    const states = [...replay(events, size)].filter((_, index) => index % 5 === 0);
    for (const { state } of states) renderedFrame(views, state);
    const end = stateAt(events, size, (event) => event === last);
    for (const { key } of views) renderedFrame(views, press(end, key));
    renderedFrame(views, press(end, '?'));
  }, 60_000);

  it.each(Object.keys(moments))('%s', async (moment) => {
    const state = stateAt(events, size, moments[moment] ?? (() => false));
    const shown = moment === 'half booted' ? state : press(state, '2');
    const name = `${moment.replaceAll(' ', '-')}-${size.columns}x${size.rows}`;
    await expect(renderedFrame(views, shown)).toMatchFileSnapshot(`frames/${name}.txt`);
  });
});

const size = { columns: 120, rows: 40 };
const atEnd = (): UiState =>
  press(
    stateAt(events, size, (event) => event === last),
    '2',
  );

it('the time line tells the fault and the life of its alert, in order', () => {
  const frame = renderedFrame(views, atEnd());
  const row = frame.split('\n').find((line) => line.includes('▲ ErrorRate payment')) ?? '';
  expect(row).toMatch(/^│ ▲ ErrorRate payment +·+▒+(pending)?▒*█+(firing)?█*·+ │$/);
  expect(frame).toMatch(/✗ error-rate payment +·+█+·+/);
});

it('the ledger on the screen is that of the events', () => {
  const ledger = events.findLast(({ type }) => type === 'ledger');
  if (ledger?.type !== 'ledger') throw new Error('the recording has no ledger');
  const frame = renderedFrame(views, press(atEnd(), 'tab'));
  for (const { class: name, sent, kept, dropped } of ledger.classes) {
    expect(frame).toMatch(new RegExp(`${name} +${sent} +${kept} +${dropped} `));
  }
});

it('every expectation is waited for, then has its verdict', () => {
  const firing = press(
    stateAt(events, size, (event) => event.type === 'alert' && event.to === 'firing'),
    '2',
  );
  const before = renderedFrame(views, firing);
  expect(before).toMatch(/○ waiting +every error is kept/);
  expect(before).toMatch(/✓ held +steady state/);
  expect(renderedFrame(views, atEnd())).toMatch(/✓ held +every error is kept/);
});

it('esc leads back to the catalogue while a run goes on, and only x cancels it, after asking', () => {
  const running = press(
    stateAt(events, size, (event) => event.type === 'alert' && event.to === 'firing'),
    '2',
  );
  const esc = { type: 'key', key: keyPress('', { escape: true }) } as const;
  const back = update(views, running, esc).state;
  expect(back.overlay).toBeUndefined();
  expect(renderedFrame(views, back)).toMatch(/▸ error-burst +▸ running/);
  expect(press(running, 'x').overlay).toMatchObject({ type: 'confirm', confirmed: [{ type: 'cancel-run' }] });
});

it('two runs of one recording are two runs', () => {
  expect(atEnd().shared.runs.map(({ scenario, end }) => `${scenario} ${end?.result ?? ''}`)).toEqual([
    'baseline pass',
    'error-burst pass',
  ]);
});

it('in a terminal that is too small, only that is said', () => {
  const small = { columns: 79, rows: 24 };
  const frame = renderedFrame(
    views,
    stateAt(events, small, (event) => event === last),
  );
  expect(frame.split('\n')[0]?.trim()).toBe('This terminal is too small: 79x24.');
});

it('without colours a frame has no control characters', () => {
  // eslint-disable-next-line no-control-regex
  expect(renderedFrame(views, atEnd())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});
