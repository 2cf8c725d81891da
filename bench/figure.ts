import { formatNumber } from '../lib/format/number.ts';
/** One measured figure, and the goal of the design where there is one. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal?: { value: number; better: 'less' | 'more' };
  /** How it was measured, or what it was bounded by. */
  note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The value below which this share of the values lies; the greatest for a share of 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** As lines of a table, with a mark where a goal is missed. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, goal, note = '' } = figure;
    const sign = goal?.better === 'less' ? '≤' : '≥';
    return [
      name,
      `${formatNumber(value)} ${unit}`,
      ...(goal ? [`${sign} ${formatNumber(goal.value)} ${unit}`, isMissed(figure) ? 'missed' : 'met'] : ['', '']),
      note,
    ];
  });
  const all = [['figure', 'measured', 'goal', '', 'how'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Whether a figure misses its goal. */
export function isMissed({ value, goal }: Figure): boolean {
  return goal !== undefined && !(goal.better === 'less' ? value <= goal.value : value >= goal.value);
}
