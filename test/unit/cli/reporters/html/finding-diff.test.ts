import { expect, test } from 'vitest';
import { findingDiff } from '../../../../../cli/reporters/html/finding-diff.ts';
import type { FileEdit } from '../../../../../lib/yaml/yaml-edit.ts';

const set = (file: string, value: unknown): FileEdit => ({ op: 'set', file, path: ['wait'], value });
const diffOf = (edits: FileEdit[], texts: Record<string, string>) =>
  findingDiff({ fix: { verified: '', edits } }, new Map(Object.entries(texts)));

test('a diff has the changed lines with their neighbors, without a note on the end of the file', () => {
  const text = '# before\na: 1\nwait: 10s # why\nb: 2';
  expect(diffOf([set('a.yaml', '30s')], { 'a.yaml': text })).toEqual([
    {
      file: 'a.yaml',
      lines: ['@@ -1,4 +1,4 @@', ' # before', ' a: 1', '-wait: 10s # why', '+wait: 30s # why', ' b: 2'],
    },
  ]);
});

test('a file whose text is not shown is only named', () => {
  expect(diffOf([set('a.yaml', '30s'), set('included.yaml', '30s')], { 'a.yaml': 'wait: 1s\n' })).toEqual([
    { file: 'a.yaml', lines: ['@@ -1,1 +1,1 @@', '-wait: 1s', '+wait: 30s'] },
    { file: 'included.yaml' },
  ]);
});

test('there is none without a fix, or where an edit does not fit its file', () => {
  expect(findingDiff({}, new Map())).toEqual([]);
  expect(diffOf([{ op: 'remove', file: 'a.yaml', path: ['other'] }], { 'a.yaml': 'wait: 1s\n' })).toEqual([]);
});
