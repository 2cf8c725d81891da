import { describe, expect, test } from 'vitest';
import { expandTree, type UnsetVariable } from '../../../../../check/inputs/collector/expand.ts';
import { mergeTrees, unfoldKeys } from '../../../../../check/inputs/collector/merge.ts';
import { readTree } from '../../../../../check/inputs/collector/read-tree.ts';
import { dataOf, sourceAt } from '../../../../../check/inputs/collector/tree.ts';
import { writeTree } from '../../../../../check/inputs/collector/write-tree.ts';
import { UserError } from '../../../../../lib/errors.ts';

/** The error for a text that is not a configuration. */
function rejection(text: string): string {
  try {
    readTree(text, 'c.yaml');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
  return '';
}

function expanded(text: string, env: NodeJS.ProcessEnv = {}, files: Record<string, string> = {}): unknown {
  return dataOf(expand(text, env, files));
}

function expand(
  text: string,
  env: NodeJS.ProcessEnv = {},
  files: Record<string, string> = {},
  unset: UnsetVariable[] = [],
): ReturnType<typeof expandTree> {
  const readFile = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw new Error('ENOENT');
    return found;
  };
  return expandTree(readTree(text, 'c.yaml'), { env, readFile, onUnset: (one) => unset.push(one) });
}

describe('reading', () => {
  test('keeps the line of each key and entry, and uses that of the nearest parent of a missing path', () => {
    const tree = readTree('a:\n  b: 1\n  c:\n    - x: 1\n    - y: 2\n', 'c.yaml');
    expect(sourceAt(tree, ['a', 'b'])).toEqual({ file: 'c.yaml', line: 2 });
    expect(sourceAt(tree, ['a', 'c', 1])).toEqual({ file: 'c.yaml', line: 5 });
    expect(sourceAt(tree, ['a', 'c', 1, 'z'])).toEqual({ file: 'c.yaml', line: 5 });
  });

  test('resolves aliases and merge keys, which override nothing', () => {
    const text = 'x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: *x\n';
    expect(dataOf(readTree(text, 'c.yaml'))).toEqual({ x: { a: 1, b: 2 }, y: { a: 1, b: 3 }, z: { a: 1, b: 2 } });
  });

  test('reads the first of several documents, and nothing from an empty file', () => {
    expect(dataOf(readTree('a: 1\n---\nb: 2\n', 'c.yaml'))).toEqual({ a: 1 });
    expect(dataOf(readTree('# nothing\n', 'c.yaml'))).toEqual({});
  });

  test.each([
    ['a list at the top', '- a\n- b\n', /^c\.yaml:1 must be a mapping .* is a list\.$/],
    ['a single value', 'hello there', /^c\.yaml:1 must be a mapping .* is a single value\.$/],
    ['a syntax error', 'a: 1\nb: [1, 2\nc: 3\n', /^c\.yaml:[34] is not valid YAML: /],
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /^c\.yaml:3 has a duplicate key "a"\.$/],
    ['an unknown alias', 'a: *nowhere\n', /^c\.yaml:1 is not valid YAML: .*nowhere/i],
    ['bytes', '\u0000\u0001\u0002ELF', /^c\.yaml is not a text file/],
    ['deeply nested brackets', '['.repeat(100_000), /^c\.yaml:1 is nested too deeply/],
    ['deeply nested mappings', Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested/],
    ['an alias within itself', 'a: &a\n  b: *a\n', /^c\.yaml/],
    ['a text that is too long', 'a: 1\n'.repeat(1_000_000), /^c\.yaml is not a configuration/],
  ])('rejects %s with one message', (_what, text, message) => {
    expect(rejection(text)).toMatch(message);
  });
});

describe('several files', () => {
  const merged = (...texts: string[]): ReturnType<typeof mergeTrees> =>
    texts
      .map((text, index) => unfoldKeys(readTree(text, `${index}.yaml`)) as ReturnType<typeof readTree>)
      .reduce((base, over) => mergeTrees(base, over));

  test('are merged: mappings key by key, and everything else, including lists and null, is replaced', () => {
    const tree = merged('a: {b: 1, c: [1, 2], d: {e: 1}}', 'a: {c: [3], d: null, f: 2}');
    expect(dataOf(tree)).toEqual({ a: { b: 1, c: [3], d: null, f: 2 } });
  });

  test('keep their lines; a value has that of the last file that sets it', () => {
    const tree = merged('a:\n  b: 1\n  c: 2\n', '\n\n\na:\n  c: 3\n');
    expect(sourceAt(tree, ['a', 'b'])).toEqual({ file: '0.yaml', line: 2 });
    expect(sourceAt(tree, ['a', 'c'])).toEqual({ file: '1.yaml', line: 5 });
  });

  test('may have paths as keys', () => {
    expect(dataOf(merged('a: {b: {c: 1}}', 'a::b::d: 2'))).toEqual({ a: { b: { c: 1, d: 2 } } });
  });
});

describe('references', () => {
  test.each<[string, NodeJS.ProcessEnv, unknown]>([
    ['v: ${env:PORT}', { PORT: '8080' }, 8080],
    ['v: ${PORT}', { PORT: '8080' }, 8080],
    ['v: http://${env:HOST}:${env:PORT}/', { HOST: 'h', PORT: '1' }, 'http://h:1/'],
    ['v: ${env:NONE:-fallback}', {}, 'fallback'],
    ['v: ${env:NONE:-}', {}, null],
    ['v: ${env:EMPTY:-fallback}', { EMPTY: '' }, null],
    ['v: $${1}[REDACTED]', {}, '${1}[REDACTED]'],
    ['v: $$${env:A}', { A: 'x' }, '$x'],
    ['v: $$$${env:A}', { A: 'x' }, '$${env:A}'],
    ['v: a$1', {}, 'a$1'],
    ['v: ${env:OUTER_${env:A}}', { A: 'x', OUTER_x: 'y' }, 'y'],
    ['v: ${env:LIST}', { LIST: '[a, "${env:A}"]', A: 'x' }, ['a', 'x']],
    ['v: "${yaml:{a: 1}}"', {}, '{a: 1}'],
    ['v: ${env:QUOTED}', { QUOTED: '"8080"' }, '"8080"'],
  ])('%s', (text, env, value) => {
    expect(expanded(text, env)).toEqual({ v: value });
  });

  test('include files, which keep their lines', () => {
    const tree = expand('v: ${file:p.yaml}', {}, { 'p.yaml': '\n- name: ${env:N}\n' });
    expect(dataOf(tree)).toEqual({ v: [{ name: null }] });
    expect(sourceAt(tree, ['v', 0])).toEqual({ file: 'p.yaml', line: 2 });
  });

  test('report unset variables', () => {
    const unset: UnsetVariable[] = [];
    expand('a: ${env:HERE}\nb: ${env:GONE}\nc: ${env:GONE2:-x}\n', { HERE: '' }, {}, unset);
    expect(unset).toEqual([{ name: 'GONE', source: { file: 'c.yaml', line: 2 } }]);
  });

  test.each([
    ['a: 1\nv: ${http:x}', /^c\.yaml:2 has "\$\{http:x\}".*scheme "http"/],
    ['v: ${file:none.yaml}', /^c\.yaml:1 .*unable to read the file none\.yaml/],
    ['v: ${env:1A}', /invalid name/],
    ['v: ${env:LOOP}', /too many recursive expansions/],
  ])('that cannot be resolved are rejected: %s', (text, message) => {
    expect(() => expand(text, { LOOP: '${env:LOOP}' })).toThrow(message);
  });
});

describe('writing', () => {
  test('writes unquoted values as they were, and keeps strings, dollars and unusual characters', () => {
    const text =
      'a: 1_000\nb: "8080"\nc: 10s\nd: "$${1}"\n"e f": ["\u2028", ~, 0x1F, {}]\ng: |\n  two\n  lines\nh: []\n';
    const written = writeTree(expand(text));
    expect(written).toBe(
      'a: 1_000\nb: "8080"\nc: 10s\nd: "$${1}"\n"e f":\n  - "\\u2028"\n  - ~\n  - 0x1F\n  - {}\ng: "two\\nlines\\n"\nh: []\n',
    );
    expect(dataOf(expand(written))).toEqual(dataOf(expand(text)));
  });

  test('writes an expanded value as a reference, which fits string and numeric fields', () => {
    expect(writeTree(expand('a: ${env:PORT}', { PORT: '8080' }))).toBe('a: "${yaml:8080}"\n');
  });
});
