import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatBytes } from '../../lib/format/bytes.ts';
import { formatNumber } from '../../lib/format/number.ts';
import { builtEntry } from '../../lib/paths.ts';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { Terminal } from '../../scripts/terminal.ts';
import type { Figure } from '../figure.ts';
import { Inspected } from './inspected.ts';
import { writtenSince } from './written.ts';

export interface SoakOptions {
  minutes: number;
  /** Requests per second of the ambient traffic. */
  traffic: number;
  /**
   * `whole`: `sandbox up`, whose process also holds the stack. `screen`: the screen of `sandbox run` on a sandbox that was there
   * before, whose process holds nothing else.
   */
  of: 'whole' | 'screen';
  say: (text: string) => void;
}

interface Sample {
  seconds: number;
  rss: number;
  liveHeap: number;
  framesPerSecond: number;
  bytesPerSecond: number;
  load: number;
}

const everyMs = 10_000;

/** Through every view and what it opens: each step a few keys, and again from the first after the last. */
const walk: readonly (readonly string[])[] = [
  ['1'],
  ['2', 'Down', 'Up'],
  ['3'],
  ['Enter', 'Tab'],
  ['Tab', 'l'],
  ['Escape', 'Escape'],
  ['4'],
  ['e'],
  ['a', 'Up'],
  ['f', 'Tab'],
  ['5'],
  ['Tab', 'Tab'],
  ['6'],
  ['7', 'Down'],
  ['/', 'payment', 'Enter'],
  ['Escape', '?'],
  ['?', 'm'],
  ['m', '3', 'd'],
  ['n', 'f'],
  ['n', '1'],
];

/**
 * Lets the screen run under traffic while keys go through every view, and looks every ten seconds at its memory and at what it
 * writes to the terminal. Level is what the last third says against the first.
 */
export async function soak(options: SoakOptions): Promise<Figure[]> {
  const { minutes, of, traffic, say } = options;
  const [port = 0] = await findFreePorts(1);
  const node = [`--inspect=127.0.0.1:${port}`];
  const stateHome = mkdtempSync(join(tmpdir(), 'sandbox-soak-'));
  const up = ['up', '--runtime', 'embedded', '--ports', 'auto', '--traffic', String(traffic)];
  if (of === 'screen') sandbox(stateHome, ...up, '--detach');
  const command = of === 'whole' ? up : ['run', 'baseline', '--reporter', 'tui'];
  const terminal = new Terminal(command, { columns: 120, rows: 40, node, stateHome });
  try {
    const inspected = await Inspected.connect(port);
    await terminal.shows(of === 'whole' ? /✓ ready {2}│/ : /baseline {2}(✓ passed|✗ failed)/);
    const written = writtenSince(terminal.record());
    const samples: Sample[] = [];
    const begin = performance.now();
    let last = begin;
    for (let step = 0; performance.now() - begin < minutes * 60_000; step += 1) {
      terminal.press(...(walk[step % walk.length] ?? []));
      await delay(everyMs / 4);
      if (performance.now() - last < everyMs) continue;
      const now = performance.now();
      const { bytes, frames } = written();
      const seconds = (now - last) / 1000;
      last = now;
      const sample: Sample = {
        seconds: Math.round((now - begin) / 1000),
        ...(await inspected.read()),
        ...{ framesPerSecond: frames / seconds, bytesPerSecond: bytes / seconds, load: loadavg()[0] ?? Number.NaN },
      };
      samples.push(sample);
      say(lineOf(sample));
    }
    inspected.close();
    await leave(terminal);
    return figuresOf(samples);
  } finally {
    terminal.close();
    sandbox(stateHome, 'down');
    rmSync(stateHome, { recursive: true, force: true });
  }
}

function sandbox(stateHome: string, ...args: string[]): void {
  const env = { ...process.env, XDG_STATE_HOME: stateHome };
  execFileSync(process.execPath, [builtEntry('cli/main'), ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function leave(terminal: Terminal): Promise<void> {
  terminal.press('1');
  terminal.press('q');
  await terminal.shows(/y yes/);
  terminal.press('y');
  await terminal.shows(/exit=/);
}

function lineOf({ seconds, rss, liveHeap, framesPerSecond, bytesPerSecond, load }: Sample): string {
  const memory = `resident ${formatBytes(rss)}, live heap ${formatBytes(liveHeap)}`;
  return (
    `${seconds}s: ${memory}, ${formatNumber(framesPerSecond)} frames/s, ${formatBytes(bytesPerSecond)}/s, ` +
    `load ${formatNumber(load)}`
  );
}

/** First and last third, of everything that must be level. */
function figuresOf(samples: readonly Sample[]): Figure[] {
  const third = Math.floor(samples.length / 3);
  const parts = { first: samples.slice(0, third), last: samples.slice(-third) };
  const rows: [string, string, (sample: Sample) => number][] = [
    ['resident memory', 'MB', ({ rss }) => megabytes(rss)],
    ['live heap of the main thread', 'MB', ({ liveHeap }) => megabytes(liveHeap)],
    ['redraws', '/s', ({ framesPerSecond }) => framesPerSecond],
    ['written to the terminal', 'B/s', ({ bytesPerSecond }) => bytesPerSecond],
    ['load average of the machine', '', ({ load }) => load],
  ];
  return rows.flatMap(([name, unit, read]) =>
    (['first', 'last'] as const).map((part) => ({
      name: `${name}, ${part} third`,
      value: parts[part].reduce((sum, sample) => sum + read(sample), 0) / Math.max(1, parts[part].length),
      unit,
      note: `mean of ${parts[part].length} readings`,
    })),
  );
}

const megabytes = (bytes: number): number => bytes / 1e6;
