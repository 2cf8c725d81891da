import { setTimeout as delay } from 'node:timers/promises';
import type { Terminal } from '../terminal.ts';
import { picture } from './picture.ts';

/** Draws a picture of each view. */
export async function drawViews(terminal: Terminal): Promise<void> {
  // The sparklines reach back two minutes; a part of that shows what they are.
  await delay(45_000);
  await picture(terminal, 'home', '[1 Home]');
  terminal.press('2');
  await terminal.shows(/Catalog/);
  terminal.press('Down');
  await picture(terminal, 'scenarios', '[2 Scenarios]');
  await drawRun(terminal, 3);
  await picture(terminal, 'run-ended', '[2 Scenarios]');
  terminal.press('3');
  await picture(terminal, 'traces', '[3 Traces]');
  terminal.press('f');
  await terminal.shows(/▸ \S+ ✗ error/);
  terminal.press('Enter');
  await terminal.shows(/Kept by the policy errors/);
  await picture(terminal, 'trace', '[3 Traces]');
  terminal.press('4');
  await terminal.shows(/info {2}gateway/);
  await picture(terminal, 'logs', '[4 Logs]');
  terminal.press('6');
  await picture(terminal, 'collector', '[6 Collector]');
  terminal.press('7');
  await terminal.shows(/gateway +error-rate/);
  terminal.press('/', 'payment error-rate');
  terminal.press('Enter');
  terminal.press('Enter');
  await terminal.shows(/1 fault active/);
  await picture(terminal, 'faults', '[7 Faults]');
}

/** On a machine that is too busy the run fails: it is then run and drawn again. */
async function drawRun(terminal: Terminal, tries: number): Promise<void> {
  if (tries === 0) throw new Error('no run passed: draw on a quieter machine');
  terminal.press('r');
  await terminal.shows(/ ▸ running /);
  await terminal.shows(/▲ \d+ firing|✗ (failed|ended)/);
  terminal.press('5');
  await picture(terminal, 'alerts', '[5 Alerts]');
  terminal.press('2');
  await picture(terminal, 'run', '[2 Scenarios]');
  const ended = await terminal.shows(/error-burst {2}(✓ passed|✗ )/);
  await terminal.shows(/^ ✓ ready/m);
  // Each expectation has a state, too, so `✓ passed` alone proves nothing.
  if (!ended.includes('error-burst  ✓ passed')) await drawRun(terminal, tries - 1);
}
