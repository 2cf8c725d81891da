import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../lib/paths.ts';
import { drawTerminal } from './draw-terminal.ts';
import { Terminal, type Size } from './tmux.ts';

// Draws docs/pictures again: drives the terminal UI through every view with tmux, in each size, and draws what it showed.
// node dist/scripts/pictures/main.js [--runtime docker]: the runtime is part of the pictures' names where it is not embedded.
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
const folder = join(packageRoot, 'docs', 'pictures');
const runtime = process.argv.includes('docker') ? 'docker' : 'embedded';
const suffix = runtime === 'embedded' ? '' : `-${runtime}`;

/** A frame, and what a feed needs to answer. */
const settleMs = 3_000;

async function picture(terminal: Terminal, name: string): Promise<void> {
  for (const size of sizes) {
    terminal.resize(size);
    await delay(settleMs);
    const file = `${name}${suffix}-${size.columns}x${size.rows}.svg`;
    writeFileSync(join(folder, file), drawTerminal(terminal.capture(), size.columns));
    process.stdout.write(`${file}\n`);
  }
  terminal.resize({ columns: 120, rows: 40 });
  await delay(settleMs);
}

mkdirSync(folder, { recursive: true });
const terminal = new Terminal(['up', '--ports', 'auto', '--runtime', runtime], { columns: 120, rows: 40 });
try {
  await terminal.shows(/✓ ready {2}│/);
  // Two minutes of traffic fill the sparklines; half of it shows what they are.
  await delay(60_000);
  await picture(terminal, 'home');
  terminal.press('2');
  await terminal.shows(/Catalogue/);
  terminal.press('Down');
  await picture(terminal, 'scenarios');
  terminal.press('r');
  await terminal.shows(/▲ \d+ firing/);
  terminal.press('5');
  await picture(terminal, 'alerts');
  terminal.press('2');
  await picture(terminal, 'run');
  await terminal.shows(/error-burst {2}(✓ passed|✗ failed)/);
  await picture(terminal, 'run-ended');
  terminal.press('3');
  await picture(terminal, 'traces');
  terminal.press('Enter');
  await picture(terminal, 'trace');
  terminal.press('4');
  await picture(terminal, 'logs');
  terminal.press('6');
  await picture(terminal, 'collector');
  terminal.press('7');
  await terminal.shows(/broken-propagation/);
  terminal.press('/', 'payment error-rate');
  terminal.press('Enter');
  terminal.press('Enter');
  await terminal.shows(/1 by hand/);
  terminal.press('Escape');
  await picture(terminal, 'faults');
  terminal.press('q');
  await terminal.shows(/Stop the sandbox/);
  terminal.press('y');
  await terminal.shows(/exit=0/);
} finally {
  terminal.close();
}
