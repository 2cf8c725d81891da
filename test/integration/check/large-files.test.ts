import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readTree } from '../../../check/inputs/collector/read-tree.ts';
import { prepareRules } from '../../../check/inputs/rules/prepare-rules.ts';
import { rulesOf } from '../../../check/inputs/rules/read-rules.ts';
import { readYaml } from '../../../lib/yaml/read-yaml.ts';
import { UserError } from '../../../lib/errors.ts';

// Files of a hundred thousand lines are read, or refused in one short message: nothing in reading grows with their square.

const folder = mkdtempSync(join(tmpdir(), 'sandbox-large-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (line: (index: number) => string, length = 100_000): string =>
  Array.from({ length }, (_, index) => line(index)).join('\n');

/** The error that refuses a file; undefined if it is accepted. */
function refusal(read: () => unknown): UserError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

describe('as rules', () => {
  test.each<[string, (line: number) => string]>([
    ['letters', (line) => `${line} lorem ipsum dolor sit amet`],
    ['brackets', (line) => `[{ ${line} ]: & * !`],
    ['keys', (line) => `key${line}: value${line}`],
    ['lists in lists', (line) => `${'- '.repeat(line % 50)}x`],
    ['tabs and quotes', (line) => `\t"${line}`],
  ])('%s are refused', (_name, line) => {
    const files = [{ file: 'a.yml', text: linesOf(line) }];
    const error = refusal(() => rulesOf(files, { intervalMs: 15_000 }));
    expect(error?.message).toContain('a.yml');
    expect(error?.message.length).toBeLessThan(500);
  });
});

describe('as prometheus.yml', () => {
  const prepare = (text: string): ReturnType<typeof prepareRules> => {
    const prometheus = join(folder, 'prometheus.yml');
    writeFileSync(prometheus, text);
    return prepareRules({ rules: [], prometheus, exporters: [] });
  };

  test('letters are refused', () => {
    const letters = linesOf((index) => `${index} lorem ipsum`);
    expect(refusal(() => prepare(letters))?.exitCode).toBe(2);
  });

  test('unknown keys are left to Prometheus', () => {
    const { rules, files, path } = prepare(linesOf((index) => `key${index}: value`));
    expect(rules.rules).toEqual([]);
    expect(parse(files[path] ?? '')).toMatchObject({ key0: 'value' });
  });
});

describe('as YAML with a schema', () => {
  const read = (text: string): UserError | undefined =>
    refusal(() =>
      readYaml(text, 'a.yaml', z.strictObject({ name: z.string() }), {
        ...{ what: 'a file', code: 'bad-file', hint: 'See its page.' },
      }),
    );

  test('unknown keys are reported as a few and a number', () => {
    expect(read(linesOf((index) => `key${index}: ${index}`))?.details.at(-1)).toMatch(/^and \d+ more$/);
  });

  test('noise is one message', () => {
    const error = read(linesOf((index) => `{ : ]${index} \t& - *`, 20_000));
    expect([error?.message, ...(error?.details ?? [])]).toEqual([
      expect.stringMatching(/^a\.yaml:1 is not valid YAML: /),
    ]);
  });
});

describe('as the configuration of a Collector', () => {
  const read = (text: string): UserError | undefined => refusal(() => readTree(text, 'c.yaml'));

  test('noise is refused', () => {
    const letters = 'abc:{}[]-"\'#&*!|>%@` \t';
    let state = 1;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647);
    const noise = linesOf(() => Array.from({ length: 12 }, () => letters[next() % letters.length]).join(''));
    const error = read(noise);
    expect(error?.message).toMatch(/^c\.yaml/);
    expect(error?.exitCode).toBe(2);
  });

  test('keys are read', () => {
    expect(read(linesOf((index) => `key${index}: ${index * 48_271}`))).toBeUndefined();
  });

  test('aliases that unfold without end are refused', () => {
    const aliases = linesOf((i) => `a${i}: &a${i} [${i === 0 ? '1' : `*a${i - 1}, *a${i - 1}`}]`, 30);
    expect(read(aliases)?.message).toMatch(/^c\.yaml has aliases that expand to more than/);
  });
});
