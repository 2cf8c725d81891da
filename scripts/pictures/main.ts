import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../lib/paths.ts';
import { drawTerminal } from './draw-terminal.ts';
import { Terminal, type Size } from '../terminal.ts';

// Draws docs/pictures, one picture per view: drives the terminal UI with tmux, on the embedded runtime.
const size: Size = { columns: 120, rows: 40 };
const folder = join(packageRoot, 'docs', 'pictures');

/** What the feeds of a view that has just been shown need for their answers. */
const settleMs = 1_500;

/** Whether the screen shows a complete frame: its borders reach the edge, and its hints are on its last row. */
function isDrawn(screen: string, tab: string): boolean {
  const lines = screen.split('\n');
  const reaches = lines.some((line) => line.length === size.columns && /[╮┓]$/.test(line));
  return reaches && lines[size.rows - 2]?.includes('q quit') === true && lines[0]?.includes(tab) === true;
}

async function picture(terminal: Terminal, name: string, tab: string): Promise<void> {
  await terminal.showsFrame((screen) => isDrawn(screen, tab));
  await delay(settleMs);
  const file = `${name}.svg`;
  writeFileSync(join(folder, file), drawTerminal(terminal.capture(), size.columns));
  process.stdout.write(`${file}\n`);
}

/** On a machine that is too busy the run fails: it is then run and drawn again. */
async function drawRun(tries: number): Promise<void> {
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
  if (!ended.includes('error-burst  ✓ passed')) await drawRun(tries - 1);
}

mkdirSync(folder, { recursive: true });
const terminal = new Terminal(['up', '--ports', 'auto', '--runtime', 'embedded'], size);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // Its terminal gone, the sandbox tears itself down.
    terminal.close();
    process.exit(130);
  });
}
try {
  await terminal.shows(/✓ ready {2}│/);
  // The sparklines reach back two minutes; a part of that shows what they are.
  await delay(45_000);
  await picture(terminal, 'home', '[1 Home]');
  terminal.press('2');
  await terminal.shows(/Catalog/);
  terminal.press('Down');
  await picture(terminal, 'scenarios', '[2 Scenarios]');
  await drawRun(3);
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
  await terminal.shows(/lost-context/);
  terminal.press('/', 'payment error-rate');
  terminal.press('Enter');
  terminal.press('Enter');
  await terminal.shows(/1 fault active/);
  await picture(terminal, 'faults', '[7 Faults]');
  terminal.press('q');
  await terminal.shows(/Stop the sandbox/);
  terminal.press('y');
  await terminal.shows(/exit=0/);
} finally {
  terminal.close();
}
