import { expect, test } from 'vitest';
import { explainPrometheusError } from '../../../../../check/inputs/rules/explain-prometheus-error.ts';
import { UserError } from '../../../../../lib/errors.ts';

const path = '/etc/prometheus/rules/001-api.yml';
const config = '/etc/prometheus/prometheus.yml';
const rules = {
  files: { [path]: 'groups:\n  - name: g\n    rules:\n      - alert: A\n        for: 5 minutes\n' },
  originals: { [path]: 'rules/api.yml', [config]: 'prom.yml' },
};
const loading = `Error: loading rule files (--config.file=${config}): parse rules from file "${path}" (pattern: "${path}"): `;

test.each<[string, string[], string[]]>([
  [
    'keeps the place in the file and in the expression',
    [
      `${loading}${path}: 5:15: group "g", rule 1, "A": could not parse expression: 3:4: parse error: unexpected ")"`,
      `${path}: 10:15: group "g", rule 2, "B": could not parse expression: 1:5: parse error: unexpected end of input`,
    ],
    [
      'Prometheus rejected rules/api.yml:5:15: group "g", rule 1, "A": could not parse expression: 3:4: parse error: unexpected ")"',
      'rules/api.yml:10:15: group "g", rule 2, "B": could not parse expression: 1:5: parse error: unexpected end of input',
    ],
  ],
  [
    'finds the line of a value that is quoted',
    [`${loading}${path}: unknown unit " minutes" in duration "5 minutes"`],
    ['Prometheus rejected rules/api.yml:5: unknown unit " minutes" in duration "5 minutes"'],
  ],
  [
    'uses the lines of unknown keys',
    [`${loading}${path}: yaml: unmarshal errors:`, '  line 9: field foo not found in type rulefmt.Rule'],
    ['Prometheus rejected rules/api.yml:9:1: field foo not found in type rulefmt.Rule'],
  ],
  [
    'reports no line of the configuration, because it is generated',
    [
      `Error: loading config (--config.file=${config}): parsing YAML file ${config}: yaml: unmarshal errors:`,
      '  line 3: field fooo not found in type config.plain',
    ],
    ['Prometheus rejected prom.yml: field fooo not found in type config.plain'],
  ],
])('%s', (_name, details, expected) => {
  const error = explainPrometheusError(new UserError('prometheus ended', { code: 'engine-failed', details }), rules);
  expect(error).toBeInstanceOf(UserError);
  const { message, details: others, exitCode } = error as UserError;
  expect([message, ...others]).toEqual(expected);
  expect(exitCode).toBe(2);
});

test('names the features that enable what an expression uses', () => {
  const place = (line: number): string =>
    `${path}: ${line}:15: group "g", rule 1, "A": could not parse expression: 1:1: parse error`;
  const details = [
    `${loading}${place(5)}: function "mad_over_time" is not enabled`,
    `${place(7)}: smoothed modifier is experimental and not enabled`,
  ];
  const error = new UserError('it did not start', { code: 'engine-failed', details });
  expect((explainPrometheusError(error, rules) as UserError).hint).toContain(
    '--enable-feature promql-experimental-functions,promql-extended-range-selectors,',
  );
});

test('a failure without a file is returned unchanged', () => {
  const crash = new UserError('prometheus ended', { code: 'engine-failed', details: ['panic: out of memory'] });
  const other = new Error('no');
  expect(explainPrometheusError(crash, rules)).toBe(crash);
  expect(explainPrometheusError(other, rules)).toBe(other);
});
