import { ExitCode } from '../../../lib/exit-codes.ts';
import { UserError } from '../../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import { type Adapted, placeOfProblem } from './place-of-problem.ts';

const nesting = /decoding failed due to the following error\(s\):$/;
const prefixes =
  /^(failed to get config: |cannot unmarshal the configuration: |invalid configuration: |failed to build pipelines: |cannot start pipelines: )+/;
/** The prefix of the error of a failed start, which contains the complete output. */
const failedStart = /^collector ended with code 1: /;
const outputPrefix = /^(Error: |collector ended with code 1: )/;
/** How many problems of a configuration are reported. */
const mostProblems = 10;
const longestProblem = 600;

/**
 * The Collector's error for a rejected configuration, in its own words, with the user's component IDs, files and lines.
 * `lines` are its output, at least the last lines, or the error message of the failed start.
 */
export function explainCollectorError(lines: readonly string[], adapted: Adapted): UserError {
  const whole = lines.find((line) => failedStart.test(line));
  const start = lines.findLastIndex((line) => line.startsWith('Error: '));
  if (whole === undefined && start < 0) {
    return new UserError('The Collector exited before it was ready, without an error message.', {
      code: 'engine-failed',
      exitCode: ExitCode.bootFailed,
      details: lines.slice(-mostProblems).map((line) => shortened(adapted.values.hide(line))),
    });
  }
  const output = (whole === undefined ? lines.slice(start) : [whole]).map((line) => line.replace(outputPrefix, ''));
  const problems = problemsIn(output).map(({ text, context }) => {
    const source = placeOfProblem(text, context, adapted);
    return place(source, shortened(adapted.values.hide(withUserIds(text, adapted.names ?? {}))));
  });
  const [first = 'The Collector rejected the configuration.', ...others] = [...new Set(problems)];
  const details = others.slice(0, mostProblems - 1);
  if (others.length > details.length) details.push(`and ${others.length - details.length} more`);
  return new UserError(first, {
    code: 'bad-collector-configuration',
    hint: "This is the Collector's own message. It would not start with this configuration in production either.",
    details,
  });
}

/** Each problem with the context from the lines around it: `'processors' error reading configuration for "batch"`. */
function problemsIn(output: readonly string[]): { text: string; context: string[] }[] {
  const problems: { text: string; context: string[] }[] = [];
  let context: string[] = [];
  for (const line of output.flatMap((one) => one.split('\n'))) {
    const text = line.trim().replace(prefixes, '');
    if (text === '' || /^decoding failed/.test(text)) continue;
    if (/^'\w+' error reading configuration for "/.test(text)) context = [];
    if (nesting.test(text)) context.push(text.replace(nesting, '').replace(/:? $/, ''));
    else problems.push({ text, context: [...context] });
  }
  return problems.map(({ text, context: around }) => {
    const component = around.find((one) => one.includes('error reading configuration for'));
    return { text: component === undefined ? text : `${component}: ${text}`, context: around };
  });
}

function place(source: SourceLine | undefined, text: string): string {
  return source ? `${describeSource(source)}: ${text}` : text;
}

function withUserIds(text: string, names: Readonly<Record<string, string>>): string {
  return text
    .replaceAll(/"([^"\s]+)"/g, (whole, id: string) => (names[id] === undefined ? whole : `"${names[id]}"`))
    .replaceAll(/(\w+)::([^:\s]+)/g, (whole, kind: string, id: string) =>
      names[id] === undefined ? whole : `${kind}::${names[id]}`,
    );
}

function shortened(text: string): string {
  return text.length <= longestProblem ? text : `${text.slice(0, longestProblem)}...`;
}
