import { expect, test } from 'vitest';
import { compare, type HistoryEntry } from '../../../bench/history.ts';

const machine = { cores: 2, model: 'EPYC', memoryGiB: 24, system: 'Linux', node: 'v20.20.2' };
const entry = (commit: string, part: string, value: number): HistoryEntry => ({
  ...{ commit, part, machine, time: '2026-11-29T00:00:00.000Z' },
  figures: [
    { name: 'memory', value, unit: 'MB' },
    { name: 'spans lost', value: 0, unit: '' },
  ],
});

test('figures are compared with the last ones of the same part at a commit', () => {
  const history = [entry('aaaaaaaaaa', 'embedded', 3), entry('aaaaaaaaaa', 'embedded', 2), entry('b', 'embedded', 9)];
  const now = [
    { name: 'memory', value: 1.5, unit: 'MB' },
    { name: 'spans lost', value: 4, unit: '' },
    { name: 'new', value: 1, unit: '' },
  ];
  expect(compare(history, 'aaaaaaaaaa', 'embedded', now)).toBe(
    'Compared with aaaaaaaa, 2026-11-29T00:00:00.000Z, 2 cores (EPYC):\nmemory: 2 -> 1.5 MB -25%\nspans lost: 0 -> 4',
  );
});

test('what is not recorded says how to record it', () => {
  const text = compare([entry('a', 'check', 1)], 'a', 'embedded', []);
  expect(text).toBe('No embedded figures of a are recorded: run npm run bench -- embedded --record at it.');
});
