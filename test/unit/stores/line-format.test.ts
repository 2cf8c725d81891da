import { describe, expect, it } from 'vitest';
import { runLogQuery } from '../../../stack/stores/logs/engine/log-query.ts';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';
import { record, storeOf } from './log-samples.ts';

const store = storeOf({
  order: [record(1, 'Placed ÖRDER 1', { attributes: [attribute('took', '15'), attribute('path', '/a/b')] })],
});
const range = { start: epoch, end: epoch + 60n * second, limit: 10, direction: 'forward' as const };

function run(stages: string): { line: string | undefined; labels: Record<string, string> } {
  const query = parseLogQL(`{service_name="order"} ${stages}`);
  if (query.kind !== 'log') throw new Error('not a log query');
  const [result] = runLogQuery(store, query, range);
  return { line: result?.values[0]?.[1], labels: result?.stream ?? {} };
}

const format = (template: string): string | undefined => run(`| line_format \`${template}\``).line;

describe('line_format', () => {
  it.each<[string, string]>([
    ['plain', 'plain'],
    ['{{.took}}ms', '15ms'],
    ['{{ .service_name }}: {{ __line__ }}', 'order: Placed ÖRDER 1'],
    ['{{.missing}}', ''],
    ['{{ __timestamp__ }}', '2026-01-01 00:00:01 +0000 UTC'],
    ['{{"a\\tb"}}', 'a\tb'],
    ['a  {{- .took -}}  b', 'a15b'],
    ['a{{/* a comment */}}b', 'ab'],
    ['{{ .path | replace "/" "_" | ToUpper }}', '_A_B'],
    ['{{ Replace .path "/" "_" 1 }}', '_a/b'],
    ['{{ .service_name | trunc 2 }}{{ trunc -2 .service_name }}', 'orer'],
    ['{{ substr 1 3 .service_name }}', 'rd'],
    ['{{ alignRight 4 .took }}|{{ alignLeft 4 .took }}|{{ alignLeft 1 .took }}', '  15|15  |1'],
    ['{{ TrimPrefix .path "/a" }} {{ trimSuffix "b" .path }} {{ Trim .path "/b" }}', '/b /a/ a'],
    ['{{ add .took 1 }} {{ sub .took 1 }} {{ mul .took 2 }} {{ div .took 2 }} {{ mod .took 4 }}', '16 14 30 7 3'],
    ['{{ divf .took 2 }}', '7.5'],
    ['{{ printf "%05d|%-4s|%.1f|%q|%%" (int .took) "a" 1.26 "b" }}', '00015|a   |1.3|"b"|%'],
    ['{{ regexReplaceAll "(.)/(.)" .path "${2}-$1" }}', '/b-a'],
    ['{{ regexReplaceAllLiteral "/" .path "$1" }}', '$1a$1b'],
    ['{{ default "none" .missing }} {{ .took | default "none" }}', 'none 15'],
    ['{{ if eq .service_name "order" }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ if gt (int .took) 20 }}slow{{ else if gt (int .took) 10 }}medium{{ else }}fast{{ end }}', 'medium'],
    ['{{ if and (contains "a" .path) (not .missing) }}both{{ end }}', 'both'],
    ['{{ __timestamp__ | date "Mon Jan _2 03:04:05.000 PM 2006 -0700" }}', 'Thu Jan  1 12:00:01.000 AM 2026 +0000'],
    ['{{ __timestamp__ | unixEpochMillis }} {{ unixToTime "19723" }}', '1767225601000 2024-01-01 00:00:00 +0000 UTC'],
    ['{{ max 1 .took 2 }} {{ minf 1.5 .took }} {{ round 1.255 2 }} {{ ceil 1.2 }} {{ add "x" 1 }}', '15 1.5 1.25 2 1'],
    ['{{ divf 1 3 }} {{ divf 1 10000000 }}', '0.3333333333333333 1e-07'],
    ['{{ bytes "2KB" }} {{ duration "1m30s" }} {{ count "[a-z]" .path }}', '2000 90 2'],
    [
      '{{ urlencode "a b&*" }} {{ urldecode "a%20b+c" }} {{ b64enc "abc" }} {{ b64dec "YWJj" }}',
      'a+b%26%2A a b c YWJj abc',
    ],
    ['{{ repeat 2 "ab" }}|{{ indent 2 "a\\nb" }}|{{ nindent 1 "a" }}', 'abab|  a\n  b|\n a'],
    ['{{ len .service_name }} {{ lower "A" }} {{ title "a b" }}', '5 a A B'],
  ])('%s', (template, line) => {
    expect(format(template)).toBe(line);
  });

  it('changes what later stages see', () => {
    expect(run('| line_format "took={{.took}}" |= "took" | logfmt | took_extracted="15"').line).toBe('took=15');
    expect(run('| line_format "x" |= "Placed"').line).toBeUndefined();
  });

  it('keeps a line whose template fails, with the error', () => {
    const { line, labels } = run('| line_format "{{ div .took .missing }}"');
    expect(line).toBe('Placed ÖRDER 1');
    expect(labels).toMatchObject({ __error__: 'TemplateFormatErr', __error_details__: 'division by zero' });
  });

  it.each([
    ['{{ gt .took 10 }}', 'incompatible types for comparison'],
    ['{{ "x" | date "15:04" }}', '"x" is not a time'],
    ['{{ unixToTime "12" }}', "unable to parse time '12'"],
    ['{{ repeat -1 "a" }}', 'strings: negative Repeat count'],
    ['{{ repeat 1000000000 "a" }}', 'the text is too long'],
    [`{{ indent 100000 (replace "a" "\\n" (repeat 1000 "a")) }}`, 'the replacement is too long'],
    ['{{ alignLeft 262144 .took }}'.repeat(5), 'the text is longer than 1048576'],
    [`{{ replace "" "${'x'.repeat(1000)}" (alignLeft 100000 .took) }}`, 'the replacement is too long'],
    [`{{ regexReplaceAll "" (alignLeft 100000 .took) "${'x'.repeat(1000)}" }}`, 'the replacement is too long'],
  ])('%s fails with %s', (template, details) => {
    expect(run(`| line_format \`${template}\``).labels).toMatchObject({ __error_details__: details });
  });

  it.each([
    ['{{ .a', 'unclosed action'],
    ['{{ nothing .a }}', 'function "nothing" not defined'],
    ['{{ constructor .a }}', 'function "constructor" not defined'],
    ['{{ ToUpper }}', 'wrong number of args for ToUpper: want 1, got 0'],
    ['{{ .a .b }}', "can't give argument to non-function"],
    ['{{ if .a }}', '{{end}} is missing'],
    ['{{ end }}', 'unexpected {{end}}'],
    ['{{ range .a }}{{ end }}', '"range" is not supported'],
    ['{{ $x }}', '"$" is not supported'],
    ['{{ ( .a }}', 'unclosed left paren'],
    ['{{ }}{{ "a" | "b" }}', "can't give argument to non-function"],
    [`{{ ${'('.repeat(200)} .a }}`, 'nested more than 100 levels deep'],
    ['{{ if .a }}'.repeat(200), 'nested more than 100 levels deep'],
  ])('refuses %s', (template, reason) => {
    expect(() => format(template)).toThrow(reason);
  });
});
