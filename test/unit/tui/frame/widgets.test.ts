import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { bar, resample, sparkline } from '../../../../cli/tui/widgets/charts.ts';
import { matches } from '../../../../cli/tui/widgets/filter-line.ts';
import { clean, cut, fit, lineWidth, pad, paint, widthOf, wrap, type Line } from '../../../../cli/tui/widgets/line.ts';
import { paneLines } from '../../../../cli/tui/widgets/pane.tsx';
import { tableLines, windowStart } from '../../../../cli/tui/widgets/table.ts';
import { timeline } from '../../../../cli/tui/widgets/timeline.ts';

const plain = pc.createColors(false);
const text = (lines: readonly Line[]): string[] => lines.map((line) => paint(line, plain));

describe('a line', () => {
  it.each([0, 1, 2, 5, 9, 10, 11, 30])('is fitted to exactly %i cells', (width) => {
    const lines: Line[] = [
      [],
      ['plain ascii'],
      ['日本語', { text: 'テスト', tone: 'bad' }],
      ['a', '👩‍👩‍👧‍👦', 'b'],
      ['x'.repeat(10), 'y'],
    ];
    for (const line of lines) expect(lineWidth(fit(line, width)), JSON.stringify(line)).toBe(width);
  });

  it('shows by an ellipsis that something is missing, and only then', () => {
    expect(paint(fit(['12345'], 5), plain)).toBe('12345');
    expect(paint(fit(['123', '456'], 5), plain)).toBe('1234…');
    expect(paint(fit(['12345', '6'], 5), plain)).toBe('1234…');
  });

  it('holds nothing that a terminal would obey', () => {
    expect(clean('a\u001b[2Jb\r\nc\u202ed')).toBe('a [2Jb c d');
    expect(cut('日本語', 4)).toBe('日…');
    expect(widthOf(pad('日本語', 5))).toBe(5);
  });

  it('has no color without colors, and keeps its words', () => {
    expect(paint([{ text: 'firing', tone: 'bad', strong: true, inverse: true }], plain)).toBe('firing');
    expect(paint([{ text: 'firing', tone: 'bad' }], pc.createColors(true))).toContain('\u001b[31m');
  });

  it('is wrapped at blanks, and a long word where it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });
});

describe('charts', () => {
  it('draw the newest values at the right, gaps as dots, and nothing before the first', () => {
    expect(sparkline([1, 2, 4, 8], 6)).toBe('  ▁▂▄█');
    expect(sparkline([undefined, 8, undefined, 8], 4)).toBe(' █·█');
    expect(sparkline([0, 0], 2)).toBe('▁▁');
  });

  it('draw a share as a bar of exactly so many cells', () => {
    expect(bar(0.5, 4)).toBe('██░░');
    expect(bar(2, 4)).toBe('████');
    expect(bar(Number.NaN, 4)).toBe('░░░░');
    expect(bar(1 / 3, 10)).toHaveLength(10);
  });

  it('take the mean of what falls into a cell', () => {
    expect(
      resample(
        [
          [0, 1],
          [1, 3],
          [9, 5],
          [10, 100],
        ],
        0,
        10,
        2,
      ),
    ).toEqual([2, 5]);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'n', width: 3, align: 'right' as const, cell: (n: number) => String(n) },
    { title: 'name', width: 'rest' as const, cell: (n: number) => `row ${n}` },
  ];
  const rows = Array.from({ length: 20 }, (_, i) => i);

  it('keeps the selected row in sight and marks it without color', () => {
    for (const selected of [0, 7, 19]) {
      const lines = text(tableLines({ columns, rows, selected, width: 20, height: 6 }));
      expect(lines).toHaveLength(6);
      expect(lines.filter((line) => line.startsWith('▸ '))).toEqual([
        `▸ ${String(selected).padStart(3)} ${`row ${selected}`.padEnd(14)}`,
      ]);
    }
  });

  it('never begins after its end', () => {
    expect(windowStart(3, 5, 2)).toBe(0);
    expect(windowStart(20, 5, 19)).toBe(15);
  });
});

it('a pane is exactly as large as asked for, whatever its title and note', () => {
  for (const [width, height] of [
    [20, 4],
    [60, 5],
    [12, 3],
  ] as const) {
    const lines = paneLines({
      title: 'A very long title',
      note: 'and a long note',
      focused: true,
      lines: [['x']],
      width,
      height,
    });
    expect(lines).toHaveLength(height);
    for (const line of lines) expect(lineWidth(line)).toBe(width);
  }
});

it('a timeline shows what lasted less than a cell, and what still lasts up to now', () => {
  const tracks = [
    { label: 'short', ranges: [{ from: 500, to: 501, fill: '█', tone: 'bad' as const }] },
    { label: 'open', ranges: [{ from: 0, fill: '━', tone: 'warn' as const }] },
  ];
  const [, short, open] = text(timeline({ tracks, from: 0, to: 1000, now: 500, width: 16, labelWidth: 5 }));
  expect(short).toBe('short ·····█····');
  expect(open).toBe('open  ━━━━━·····');
});

it('a filter wants every word, in any of the texts', () => {
  expect(matches('GATE 500', 'gateway', 'HTTP 500')).toBe(true);
  expect(matches('gate 404', 'gateway', 'HTTP 500')).toBe(false);
  expect(matches('', 'anything')).toBe(true);
});
