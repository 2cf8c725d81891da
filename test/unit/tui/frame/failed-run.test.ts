import pc from 'picocolors';
import { expect, it } from 'vitest';
import { keyPress } from '../../../../cli/tui/keys/key.ts';
import { closingLines } from '../../../../cli/tui/screen/closing-lines.ts';
import type { UiState } from '../../../../cli/tui/state/ui-state.ts';
import { update } from '../../../../cli/tui/state/update.ts';
import { views } from '../../../../cli/tui/views/index.ts';
import { renderedFrame } from './rendered.tsx';
import { recording, sizes, stateAt } from './replay.ts';

const events = recording('steady-state-not-reached');
const failure = events.find(({ type }) => type === 'expect.fail');
if (failure?.type !== 'expect.fail') throw new Error('the recording has no failure');
/** Its beginning: the rest is cut or wrapped on a narrow screen. */
const beginning = (text: string): string => text.slice(0, 30);

const atEnd = (size: { columns: number; rows: number }): UiState =>
  update(
    views,
    stateAt(events, size, ({ type }) => type === 'run.end'),
    { type: 'key', key: keyPress('2', {}) },
  ).state;

it.each(sizes)('a failed expectation shows what was expected and what was seen, at $columns x $rows', (size) => {
  const frame = renderedFrame(views, atEnd(size));
  expect(frame).toContain('✗ ended by an error');
  expect(frame).toMatch(/▸ ✗ failed +steady state/);
  expect(frame).toContain(`expected: ${beginning(failure.expected)}`);
  expect(frame).toContain('0 held, 1 failed');
});

it('what ended the run stands where its ledger would', () => {
  const end = events.find(({ type }) => type === 'run.end');
  const message = end?.type === 'run.end' ? (end.error?.message ?? '') : '';
  const key = keyPress('', { tab: true });
  const frame = renderedFrame(views, update(views, atEnd({ columns: 120, rows: 40 }), { type: 'key', key }).state);
  expect(frame).toContain(beginning(message));
  expect(frame).toContain('No fault was injected.');
});

it('after the screen has gone, the terminal keeps the result and its reasons', () => {
  const lines = closingLines(atEnd({ columns: 80, rows: 24 }).shared, pc.createColors(false));
  expect(lines[0]).toMatch(/^✗ baseline ended by an error: 0 of 1 expectations held, [\d.]+s$/);
  expect(lines.join('\n')).toContain(`expected: ${failure.expected}`);
  expect(lines.join('\n')).toContain(`observed: ${failure.observed}`);
});

it('an expectation that fails is selected, wherever in the list it is', () => {
  const failed = { ...failure, name: 'orders are kept' };
  const state = stateAt(events, { columns: 120, rows: 40 }, (event) => event === failure);
  const shown = update(views, state, { type: 'event', event: failed }).state;
  expect(renderedFrame(views, update(views, shown, { type: 'key', key: keyPress('2', {}) }).state)).toMatch(
    /▸ ✗ failed +orders are kept/,
  );
});

it('what was not asked before a run ended is not waited for any more', () => {
  const frame = renderedFrame(views, atEnd({ columns: 120, rows: 40 }));
  expect(frame).not.toContain('waiting');
  expect(frame).toMatch(/- not asked +orders are kept/);
});

it('a run that was cancelled is told as that, and not as an error', () => {
  const size = { columns: 80, rows: 24 };
  const running = stateAt(events, size, (event) => event === failure);
  const [end] = events.filter(({ type }) => type === 'run.end');
  if (end?.type !== 'run.end') throw new Error('the recording has no end');
  const error = { code: 'interrupted', message: 'the run was interrupted' };
  const cancelled = update(views, running, { type: 'event', event: { ...end, result: 'error', error } }).state;
  const shown = update(views, cancelled, { type: 'key', key: keyPress('2', {}) }).state;
  expect(renderedFrame(views, shown)).toMatch(/baseline {2}■ cancelled/);
  expect(closingLines(shown.shared, pc.createColors(false))[0]).toMatch(/^■ baseline cancelled: 0 of 1/);
});
