import { ExitCode } from '../../../lib/exit-codes.ts';
import { UserError } from '../../../lib/errors.ts';
import type { RuleSet } from './rule.ts';

/** Messages that a file causes are told; more than so many of them tell no more. */
const mostLines = 10;
const longestLine = 600;

/**
 * What Prometheus said when it refused its configuration or rules, with the person's names of files in place of those that it was
 * given. Its lines and columns are theirs already, except in what a check writes itself. Exit code 2; any other failure stays as it is.
 */
export function explainPrometheusError(error: unknown, rules: Pick<RuleSet, 'originals' | 'files'>): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  const told = joined(error.details.flatMap(messagesIn)).map((text) => withOriginals(text, rules));
  const named = [...new Set(told)].filter((text) => Object.values(rules.originals).some((file) => text.includes(file)));
  const [first, ...others] = named.map((text) => (text.length > longestLine ? `${text.slice(0, longestLine)}…` : text));
  if (first === undefined) return error;
  return new UserError(`Prometheus refuses ${first}`, {
    code: 'prometheus-refuses',
    exitCode: ExitCode.usage,
    details:
      others.length > mostLines ? [...others.slice(0, mostLines), `and ${others.length - mostLines} more`] : others,
    hint: 'Mend the file at this line; the message is Prometheus’ own.',
    cause: error,
  });
}

/** Of a line in logfmt its errors; of any other line itself. */
function messagesIn(line: string): string[] {
  const found = [...line.matchAll(/\b(?:err|error)=("(?:[^"\\]|\\.)*"|\S+)/g)].map(([, value = '']) => unquote(value));
  return (found.length > 0 ? found : [line]).flatMap((text) => text.split('\n')).filter((text) => text.trim() !== '');
}

/** What is wrong with the keys of a file follows it in lines of its own: `  line 9: field foo not found in type rulefmt.Rule`. */
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
  // What leads to a message names the file too, as a pattern.
  let told = message.replace(/^Error: /, '').replace(/^.*?(?:\(pattern: [^)]*\): |parsing YAML file )/, '');
  for (const [path, file] of Object.entries(originals)) {
    const at = told.indexOf(path);
    if (at < 0) continue;
    const text = files[path];
    const rest = told.slice(at + path.length).replaceAll(path, file);
    // The configuration is written anew, so that its lines are not the person's.
    const own = text === undefined ? rest.replace(/^: \d+:\d+/, '') : rest.replace(/^: (?=\d+:\d+)/, ':');
    const line = text === undefined || own.startsWith(':') === own.startsWith(': ') ? lineOfQuoted(rest, text) : '';
    told = `${told.slice(0, at)}${file}${line}${own}`;
  }
  return told;
}

/** Some messages have no line, but quote a value that stands in one. */
function lineOfQuoted(message: string, text: string | undefined): string {
  for (const [, value = ''] of [...message.matchAll(/"([^"]{2,})"/g)].reverse()) {
    const index = text?.split('\n').findIndex((line) => line.includes(value)) ?? -1;
    if (index >= 0) return `:${index + 1}`;
  }
  return '';
}
