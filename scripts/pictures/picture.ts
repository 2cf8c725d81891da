import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../lib/paths.ts';
import type { Size, Terminal } from '../terminal.ts';
import { drawTerminal } from './draw-terminal.ts';

export const size: Size = { columns: 120, rows: 40 };
const folder = join(packageRoot, 'docs', 'pictures');

/** What the feeds of a view that has just been shown need for their answers. */
const settleMs = 1_500;

/** Whether the screen shows a complete frame: its borders reach the edge, and its hints are on its last row. */
function isDrawn(screen: string, tab: string): boolean {
  const lines = screen.split('\n');
  const reaches = lines.some((line) => line.length === size.columns && /[╮┓]$/.test(line));
  return reaches && lines[size.rows - 2]?.includes('q quit') === true && lines[0]?.includes(tab) === true;
}

/** Draws the screen once it is complete; `tab` is the tab that is shown. */
export async function picture(terminal: Terminal, name: string, tab: string): Promise<void> {
  await terminal.showsFrame((screen) => isDrawn(screen, tab));
  await delay(settleMs);
  const file = `${name}.svg`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), drawTerminal(terminal.capture(), size.columns));
  process.stdout.write(`${file}\n`);
}
