import { expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { editYaml } from '../../../../lib/yaml/edit-yaml.ts';
import type { YamlEdit } from '../../../../lib/yaml/yaml-edit.ts';

vi.mock('yaml', async (importOriginal) => {
  const original = await importOriginal<typeof import('yaml')>();
  return { ...original, parseAllDocuments: vi.fn(original.parseAllDocuments) };
});

const text = (count: number, value: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `- name: r${index}\n  expr: ${value(index)} # of r${index}\n`).join('');

function editAll(count: number): { edited: string | undefined; parses: number } {
  vi.mocked(parseAllDocuments).mockClear();
  const edits = Array.from({ length: count }, (_, index): YamlEdit => {
    return { op: 'set', path: [index, 'expr'], value: `new${index}` };
  });
  const edited = editYaml(
    text(count, (index) => `old${index}`),
    edits,
  );
  return { edited, parses: vi.mocked(parseAllDocuments).mock.calls.length };
}

test('many edits of a text change only their lines, and read it no more often than a few do', () => {
  const many = editAll(100);
  expect(many.edited).toBe(text(100, (index) => `new${index}`));
  expect(many.parses).toBe(editAll(2).parses);
});

test.each<[string, YamlEdit[], string]>([
  [
    'edits of one place are made one after the other',
    [
      { op: 'set', path: ['a', 'c'], value: 1 },
      { op: 'set', path: ['a', 'd'], value: 2 },
    ],
    'a:\n  b: 0\n  c: 1\n  d: 2\n',
  ],
  [
    'the last edit of a value is the one that stays',
    [
      { op: 'set', path: ['a', 'b'], value: 1 },
      { op: 'set', path: ['a', 'b'], value: 2 },
    ],
    'a:\n  b: 2\n',
  ],
  [
    'an edit that counts on an earlier one finds its place',
    [
      { op: 'rename', path: ['a'], to: 'z' },
      { op: 'set', path: ['z', 'b'], value: 5 },
    ],
    'z:\n  b: 5\n',
  ],
])('%s', (_, edits, expected) => {
  expect(editYaml('a:\n  b: 0\n', edits)).toBe(expected);
});
