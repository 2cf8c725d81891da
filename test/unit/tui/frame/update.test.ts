import { beforeEach, describe, expect, it } from 'vitest';
import { keyPress, keyPresses } from '../../../../cli/tui/keys/key.ts';
import type { Command } from '../../../../cli/tui/state/effect.ts';
import { initialState, type UiState } from '../../../../cli/tui/state/ui-state.ts';
import { update } from '../../../../cli/tui/state/update.ts';
import { defineView, type View } from '../../../../cli/tui/view.ts';

interface Letters {
  filter: string;
  shown: number;
  entered?: string;
}

const letters = defineView<Letters, never>({
  ...{ id: 'logs', title: 'Letters', key: '4', about: 'Letters.', panes: () => ['left', 'right'], feeds: [] },
  initial: { filter: '', shown: 0 },
  reduce: (slice, action) => (action.type === 'shown' ? { ...slice, shown: slice.shown + 1 } : slice),
  keys: [
    {
      keys: ['p'],
      label: 'prompt',
      help: 'Asks.',
      press: () => ({ effects: [{ type: 'prompt', id: 'x', label: 'X', text: 'a' }] }),
    },
    {
      keys: ['c'],
      label: 'copy',
      help: 'Copies.',
      press: () => ({ effects: [{ type: 'copy', text: 'it', what: 'it' }] }),
    },
    {
      keys: ['l'],
      label: 'left',
      help: 'Left.',
      when: (_, { pane }) => pane === 'right',
      press: (s) => ({ slice: { ...s, shown: -1 } }),
    },
  ],
  onEntered: (slice, { text }) => ({
    slice: { ...slice, entered: text },
    effects: [{ type: 'message', text: `got ${text}` }],
  }),
  filter: { hint: 'text', read: ({ filter }) => filter, write: (slice, filter) => ({ ...slice, filter }) },
  Component: () => null,
});
const plain = defineView<object, never>({
  ...{ id: 'home', title: 'Home', key: '1', about: 'Home.', panes: () => [], feeds: [], keys: [], initial: {} },
  reduce: (slice) => slice,
  Component: () => null,
});
const views: readonly View[] = [plain, letters];

let state: UiState;
let commands: Command[];

function press(...names: string[]): void {
  for (const name of names) {
    const special = { enter: 'return', escape: 'escape', tab: 'tab', backspace: 'backspace' }[name];
    const key = special
      ? keyPress('', { [special]: true })
      : keyPress(name.replace('ctrl+', ''), { ctrl: name.startsWith('ctrl+') });
    const updated = update(views, state, { type: 'key', key });
    state = updated.state;
    commands.push(...updated.commands);
  }
}
const slice = (): Letters => state.slices.logs as Letters;

beforeEach(() => {
  state = initialState(views, { command: 'sandbox up', columns: 80, rows: 24, now: 0 });
  state = update(views, state, { type: 'activity', activity: 'ready' }).state;
  commands = [];
});

describe('q', () => {
  it('asks, and quits only for y or enter', () => {
    press('q');
    expect(state.overlay).toMatchObject({ type: 'confirm', question: 'Stop the sandbox?' });
    expect(commands).toEqual([]);
    press('n');
    expect(state.overlay).toBeUndefined();
    press('q', 'escape', 'q', 'q');
    expect(commands).toEqual([]);
    press('q', 'y');
    expect(commands).toEqual([{ type: 'quit' }]);
  });

  it('says what ends with it', () => {
    state = update(views, state, { type: 'plan', plan: { scenarios: ['error-burst'], withFaults: true } }).state;
    press('q');
    expect(state.overlay).toMatchObject({ detail: 'The run of error-burst is cancelled and its faults are reverted.' });
  });

  it('shows how everything stops, and does not ask again meanwhile', () => {
    press('4', '?');
    state = update(views, state, { type: 'activity', activity: 'stopping' }).state;
    expect(state).toMatchObject({ view: 'home' });
    press('q');
    expect(state.overlay).toBeUndefined();
    expect(state.messages.at(-1)?.text).toContain('Already stopping');
  });
});

it('keys that come in one piece are each a press of their own', () => {
  const names = (input: string) => keyPresses(input, {}).map(({ name }) => name);
  expect(names('nq')).toEqual(['n', 'q']);
  expect(names('ab c\r')).toEqual(['a', 'b', 'space', 'c', 'enter']);
  expect(keyPresses('', { upArrow: true }).map(({ name }) => name)).toEqual(['up']);
  expect(keyPresses('c', { ctrl: true }).map(({ name }) => name)).toEqual(['ctrl+c']);
});

it('Ctrl-C interrupts whatever lies on top', () => {
  press('4', '/', 'ctrl+c', 'q', 'ctrl+c', '?', 'ctrl+c');
  expect(commands).toEqual([{ type: 'interrupt' }, { type: 'interrupt' }, { type: 'interrupt' }]);
});

it('a number shows a view, and escape leads back', () => {
  press('4');
  expect(state.view).toBe('logs');
  expect(slice().shown).toBe(1);
  press('escape');
  expect(state.view).toBe('home');
  press('escape');
  expect(state.view).toBe('home');
});

it('tab moves the focus, and a key that is bound to a pane works only there', () => {
  press('4', 'l');
  expect(slice().shown).toBe(1);
  press('tab', 'l');
  expect(slice().shown).toBe(-1);
  press('tab');
  expect(state.panes.logs).toBe('left');
});

it('a filter is typed, kept by enter, cleared by escape; its letters are no keys meanwhile', () => {
  press('4', '/', 'q', 'c', ' ', 'x', 'backspace');
  expect(slice().filter).toBe('qc ');
  expect(commands).toEqual([]);
  press('enter', 'c');
  expect(slice().filter).toBe('qc ');
  expect(commands).toMatchObject([{ type: 'copy' }]);
  press('escape');
  expect(slice().filter).toBe('');
  expect(state.view).toBe('logs');
  press('/', 'a', 'escape');
  expect(slice().filter).toBe('');
});

it('a prompt gives its text to the view that asked', () => {
  press('4', 'p', 'b', 'enter');
  expect(slice().entered).toBe('ab');
  expect(state.messages.at(-1)?.text).toBe('got ab');
  press('p', 'z', 'escape');
  expect(slice().entered).toBe('ab');
});

it('help is closed by any key that does not scroll it, and that key does nothing else', () => {
  press('4', '?', 'down');
  expect(state.overlay).toEqual({ type: 'help', scroll: 1 });
  press('c');
  expect(state.overlay).toBeUndefined();
  expect(commands).toEqual([]);
});

it('in a terminal that is too small a view gets no keys, but q still asks', () => {
  press('4');
  state = update(views, state, { type: 'resize', columns: 79, rows: 24 }).state;
  press('c');
  expect(commands).toEqual([]);
  press('q', 'y');
  expect(commands).toEqual([{ type: 'quit' }]);
});
