import { expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../../../lib/yaml/read-yaml.ts';
import { parseYamlSource } from '../../../../lib/yaml/yaml-source.ts';
import { UserError } from '../../../../lib/errors.ts';

const schema = z.strictObject({
  name: z.string(),
  rate: z.number().min(1).optional(),
  mode: z.enum(['even', 'poisson']).optional(),
  routes: z.array(z.strictObject({ path: z.string(), weight: z.number().optional() })).optional(),
  alerts: z
    .record(
      z.string(),
      z.union([z.enum(['fires', 'quiet']), z.strictObject({ fires: z.strictObject({ within: z.string() }) })]),
    )
    .optional(),
});

function problems(text: string): string[] {
  try {
    readYaml(text, 'a.yaml', schema, { what: 'a file', code: 'bad-file', hint: 'See its page.' });
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.details];
    throw error;
  }
  return [];
}

test.each<[string, string[]]>([
  ['name: x\nrate: 5', []],
  ['# nothing', ['a.yaml:1: the file must be a mapping']],
  ['rate: 5', ['a.yaml:1: name is missing; it must be a string']],
  ['name: x\n\nratee: 5', ['a.yaml:3: unknown key "ratee". Did you mean rate?']],
  ['name: x\nrate: 0', ['a.yaml:2: rate must be at least 1']],
  [
    'name: [x\n',
    ['a.yaml:2 is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  ['name: x\nmode: evn', ['a.yaml:2: mode must be even or poisson. Did you mean even?']],
  [
    'name: x\nroutes:\n  - path: /a\n  - path: 3\n    wight: 1\n',
    ['a.yaml:4: routes[1].path must be a string', 'a.yaml:5: unknown key "wight" in routes[1]. Did you mean weight?'],
  ],
  [
    'name: x\nalerts:\n  High:\n    fires: {withn: 5m}\n',
    [
      'a.yaml:4: alerts.High.fires.within is missing; it must be a string',
      'a.yaml:4: unknown key "withn" in alerts.High.fires. Did you mean within?',
    ],
  ],
  ['name: x\nalerts:\n  High: maybe', ['a.yaml:3: alerts.High must be fires or quiet, or must be a mapping']],
  ['name: *x', ['a.yaml is not valid YAML: Unresolved alias (the anchor must be set before the alias): x']],
])('%j: %j', (text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test('of many problems only the first are reported, and the others counted', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `key${i}: 1`);
  expect(problems(['name: x', ...lines].join('\n')).slice(-2)).toEqual([
    expect.stringContaining('a.yaml:11: unknown key "key9".'),
    'and 20 more',
  ]);
});

test('a duplicate key is rejected with its line, a duplicate merge key is not', () => {
  expect(() => parseYamlSource('a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n', 'a.yaml')).toThrow(
    'a.yaml:5 is not valid YAML: duplicate key c',
  );
  expect(parseYamlSource('x: &x {a: 1}\ny: &y {b: 1}\nz:\n  <<: *x\n  <<: *y\n', 'a.yaml').data).toHaveProperty(
    'z.a',
    1,
  );
});

test('the line of a path is that of its key, also through an alias, else of its nearest parent', () => {
  const { sourceOf } = parseYamlSource('a: &x\n  b: 1\n  c:\n    - d\n    - e: 2\nf: *x\n', 'a.yaml');
  const line = (...path: (string | number)[]): number => sourceOf(path).line;
  expect([
    line('a', 'b'),
    line('a', 'c', 1),
    line('a', 'c', 1, 'e'),
    line('f', 'b'),
    line('a', 'nope'),
    line(),
  ]).toEqual([2, 5, 5, 2, 1, 1]);
});
