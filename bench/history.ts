import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { formatNumber } from '../lib/format/number.ts';
import { packageRoot } from '../lib/paths.ts';
import type { Figure } from './figure.ts';
import type { Machine } from './machine.ts';

const historyFile = join(packageRoot, 'bench', 'history.ndjson');

/** The figures of one part of the bench at one commit: a line of bench/history.ndjson. */
export interface HistoryEntry {
  commit: string;
  time: string;
  machine: Machine;
  /** The part of the bench, such as `embedded`. */
  part: string;
  figures: readonly Pick<Figure, 'name' | 'value' | 'unit'>[];
}

/** Appends the figures of the current commit; the user commits the file. */
export async function record({ part, machine, figures }: Omit<HistoryEntry, 'commit' | 'time'>): Promise<void> {
  const entry: HistoryEntry = {
    ...{ commit: await commitOf('HEAD'), time: new Date().toISOString(), machine, part },
    figures: figures.map(({ name, value, unit }) => ({ name, value: Number(value.toPrecision(4)), unit })),
  };
  appendFileSync(historyFile, `${JSON.stringify(entry)}\n`);
}

/** Compares figures with the last ones that were recorded for a commit, as lines of a table. */
export async function compareWith(ref: string, part: string, figures: readonly Figure[]): Promise<string> {
  return compare(readHistory(), await commitOf(ref), part, figures);
}

/** As `compareWith`, with a history that was read before. */
export function compare(
  history: readonly HistoryEntry[],
  commit: string,
  part: string,
  figures: readonly Figure[],
): string {
  const before = history.findLast((entry) => entry.commit === commit && entry.part === part);
  const short = commit.slice(0, 8);
  if (!before) return `No ${part} figures of ${short} are recorded: run npm run bench -- ${part} --record at it.`;
  const { cores, model } = before.machine;
  const rows = figures.flatMap(({ name, value, unit }) => {
    const then = before.figures.find((one) => one.name === name);
    if (!then) return [];
    const change =
      then.value === 0
        ? ''
        : `${value >= then.value ? '+' : ''}${formatNumber((100 * (value - then.value)) / then.value)}%`;
    return [`${name}: ${formatNumber(then.value)} -> ${formatNumber(value)} ${unit} ${change}`.trim()];
  });
  return [`Compared with ${short}, ${before.time}, ${cores} cores (${model}):`, ...rows].join('\n');
}

function readHistory(): HistoryEntry[] {
  if (!existsSync(historyFile)) return [];
  const lines = readFileSync(historyFile, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as HistoryEntry);
}

async function commitOf(ref: string): Promise<string> {
  return (await execa('git', ['rev-parse', ref], { cwd: packageRoot })).stdout;
}
