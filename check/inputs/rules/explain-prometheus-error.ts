import { ExitCode } from '../../../lib/exit-codes.ts';
import { UserError } from '../../../lib/errors.ts';
import type { RuleSet } from './rule.ts';

/** How many further messages are reported. */
const mostLines = 10;
const longestLine = 600;

/**
 * The error of Prometheus for a rejected configuration or rule file, with the user's file names. Its lines and columns
 * are those of the user's files, except in files that the check generates. Exit code 2; returns any other failure
 * unchanged.
 */
export function explainPrometheusError(error: unknown, rules: Pick<RuleSet, 'originals' | 'files'>): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  const messages = joined(error.details.flatMap(messagesIn)).map((text) => withOriginals(text, rules));
  const named = [...new Set(messages)].filter((text) =>
    Object.values(rules.originals).some((file) => text.includes(file)),
  );
  const [first, ...others] = named.map((text) => (text.length > longestLine ? `${text.slice(0, longestLine)}…` : text));
  if (first === undefined) return error;
  return new UserError(`Prometheus rejected ${first}`, {
    code: 'prometheus-rejects',
    exitCode: ExitCode.usage,
    details:
      others.length > mostLines ? [...others.slice(0, mostLines), `and ${others.length - mostLines} more`] : others,
    hint: hintFor(named),
    cause: error,
  });
}

/** Syntax that Prometheus has with a feature only, by its message, and that feature. */
const withFeature: readonly [RegExp, string][] = [
  [/function "\w+" is not enabled|promql-experimental-functions/, 'promql-experimental-functions'],
  [/(anchored|smoothed) modifier is experimental/, 'promql-extended-range-selectors'],
  [/fill modifiers are experimental/, 'promql-binop-fill-modifiers'],
];

function hintFor(messages: readonly string[]): string {
  const features = withFeature.filter(([pattern]) => messages.some((one) => pattern.test(one))).map(([, name]) => name);
  return features.length === 0
    ? "Fix the file at this line. The message is Prometheus' own."
    : `If your Prometheus has it enabled, check with --enable-feature ${features.join(',')}, or enable-feature in sandbox.yaml.`;
}

/** The errors in a logfmt line; any other line itself. */
function messagesIn(line: string): string[] {
  const found = [...line.matchAll(/\b(?:err|error)=("(?:[^"\\]|\\.)*"|\S+)/g)].map(([, value = '']) => unquote(value));
  return (found.length > 0 ? found : [line]).flatMap((text) => text.split('\n')).filter((text) => text.trim() !== '');
}

/**
 * Joins the file with its errors about keys, which are on separate lines: `  line 9: field foo not found in type ...`.
 */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    const [, heading] = /^(.*?):? *yaml: unmarshal errors:/.exec(before ?? '') ?? [];
    const [, number, rest] = /^\s+line (\d+): (.*)$/.exec(line) ?? [];
    if (heading === undefined || number === undefined || rest === undefined) whole.push(line);
    else whole.push(`${heading}: ${number}:1: ${rest}`, `${heading}: yaml: unmarshal errors:`);
  }
  return whole.filter((line) => !/yaml: unmarshal errors:$/.test(line));
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return JSON.parse(value) as string;
  } catch {
    return value.slice(1, -1);
  }
}

/** `/etc/.../001-api.yml: 5:15: group` becomes `rules/api.yml:5:15: group`. */
function withOriginals(message: string, { originals, files }: Pick<RuleSet, 'originals' | 'files'>): string {
  // The prefix of a message names the file too, as a pattern.
  let result = message.replace(/^Error: /, '').replace(/^.*?(?:\(pattern: [^)]*\): |parsing YAML file )/, '');
  for (const [path, file] of Object.entries(originals)) {
    const at = result.indexOf(path);
    if (at < 0) continue;
    const text = files[path];
    const rest = result.slice(at + path.length).replaceAll(path, file);
    // The configuration is generated, so its lines are not those of the user's file.
    const own = text === undefined ? rest.replace(/^: \d+:\d+/, '') : rest.replace(/^: (?=\d+:\d+)/, ':');
    const line = text === undefined || own.startsWith(':') === own.startsWith(': ') ? lineOfQuoted(rest, text) : '';
    result = `${result.slice(0, at)}${file}${line}${own}`;
  }
  return result;
}

/** Some messages have no line, but quote a value of the file. */
function lineOfQuoted(message: string, text: string | undefined): string {
  for (const [, value = ''] of [...message.matchAll(/"([^"]{2,})"/g)].reverse()) {
    const index = text?.split('\n').findIndex((line) => line.includes(value)) ?? -1;
    if (index >= 0) return `:${index + 1}`;
  }
  return '';
}
