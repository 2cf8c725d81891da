import { expect, test } from 'vitest';
import { excerptsAt } from '../../../../../cli/reporters/html/excerpts.ts';
import { linesAround } from '../../../../../ui/report/lines-around.ts';

const text = `${Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n')}\n`;
const at = (...lines: number[]) =>
  excerptsAt(
    lines.map((line) => ({ file: 'a.yaml', line })),
    new Map([['a.yaml', text]]),
  );

test('an excerpt is the lines around a place, within the file', () => {
  const { 'a.yaml': excerpts = [] } = at(1, 50, 100);
  expect(excerpts.map(({ first, lines }) => [first, lines.length, lines[0], lines.at(-1)])).toEqual([
    [1, 11, 'line 1', 'line 11'],
    [46, 15, 'line 46', 'line 60'],
    [96, 5, 'line 96', 'line 100'],
  ]);
});

test('excerpts that touch are one, and each place still gets its own lines', () => {
  const { 'a.yaml': excerpts = [] } = at(40, 20, 35, 20);
  expect(excerpts.map(({ first, lines }) => [first, lines.length])).toEqual([[16, 35]]);
  expect(linesAround(excerpts, 35).map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, i) => 31 + i));
  expect(linesAround(excerpts, 35)[4]).toEqual({ number: 35, text: 'line 35' });
  expect(linesAround(excerpts, 90)).toEqual([]);
});

test('a line that is not in the file, and a file without a text, have none', () => {
  expect(at(0, 101)).toEqual({});
  expect(excerptsAt([{ file: 'included.yaml', line: 1 }], new Map())).toEqual({});
});

test('line breaks of Windows are removed, and a long line is cut', () => {
  const texts = new Map([['d.json', `{\r\n${'x'.repeat(1_000_000)}\r\n}\r\n`]]);
  const { 'd.json': excerpts = [] } = excerptsAt([{ file: 'd.json', line: 2 }], texts);
  expect(excerpts).toEqual([{ first: 1, lines: ['{', `${'x'.repeat(240)}…`, '}'] }]);
});
