import { InvalidArgumentError, Option } from 'commander';
import { parseShare } from '../../check/expectations/share.ts';
import { messageOf } from '../../lib/errors.ts';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { positiveNumber, wholeNumber } from '../options.ts';
import type { ReporterArguments } from '../reporters/open-reporters.ts';

/** The options of `sandbox check`, as commander hands them over. */
export interface CheckArguments extends ReporterArguments {
  collector: string[];
  rules: string[];
  prometheus?: string;
  dashboards: string[];
  traffic?: string;
  secrets: string[];
  headSampling?: number;
  baseline?: number;
  faultFor?: number;
  seed?: number;
  strict: boolean;
  expect?: string;
  /** True without a name. */
  init?: string | true;
  all: boolean;
  requestsPerSecond?: number;
  bytesPerSpan?: number;
}

/** What is longer would be played for hours. */
const longestMs = 7 * 86_400_000;

const collect = (value: string, before: string[]): string[] => [...before, value];

export function checkOptions(): Option[] {
  return [
    new Option('-c, --collector <file>', "a Collector's configuration; several are merged in their order")
      .argParser(collect)
      .default([], 'none'),
    new Option('-r, --rules <file...>', 'rule files of Prometheus, also as patterns').default([], 'none'),
    new Option('--prometheus <file>', "Prometheus' configuration, for its global settings and rule_files"),
    new Option('--dashboards <file...>', 'dashboards of Grafana, whose queries are asked').default([], 'none'),
    new Option('--traffic <file>', 'the traffic that is played; the demo shop by default'),
    new Option('--secrets <pattern>', 'what matches this regular expression must not leave; may be repeated')
      .argParser(secret)
      .default([], 'none'),
    new Option('--head-sampling <share>', 'the share of traces that the SDKs let through, such as 10%').argParser(
      headSampling,
    ),
    new Option('--baseline <duration>', 'how long all is well before the first fault, such as 6h').argParser(duration),
    new Option('--fault-for <duration>', 'how long each fault lasts, such as 30m').argParser(duration),
    new Option('--requests-per-second <n>', 'the rate for which storage per day is told').argParser(positiveNumber),
    new Option('--bytes-per-span <n>', 'what a span takes in your storage, for the same').argParser(positiveNumber),
    new Option('--seed <n>', 'of everything random: the same seed gives the same result (default: 1)').argParser(
      wholeNumber,
    ),
    new Option('--strict', 'warnings fail the check too').default(false, 'no'),
    new Option('--expect <file>', 'files and expectations, as sandbox.yaml in this folder has them if it is there'),
    new Option('--init [file]', 'write such a file for the configuration that is given (default: sandbox.yaml)'),
    new Option('-a, --all', 'every scenario of the catalogue').default(false, 'no'),
    new Option('--reporter <name>', 'how the check is told')
      .choices(['auto', 'plain', 'ndjson', 'github'])
      .default('auto', 'github in GitHub Actions, else plain'),
    new Option('--junit <file>', 'also write the result as JUnit XML'),
  ];
}

function secret(pattern: string, before: string[]): string[] {
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new InvalidArgumentError(`It is not a regular expression: ${messageOf(error)}.`);
  }
  if (pattern === '') throw new InvalidArgumentError('An empty pattern matches everything.');
  return [...before, pattern];
}

/** In milliseconds. */
function duration(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 60_000 || ms > longestMs)
    throw new InvalidArgumentError('It is a duration from 1m to 7d, such as 30m or 6h.');
  return ms;
}

function headSampling(text: string): number {
  const share = parseShare(text);
  if (!share || share.min !== share.max || share.min === 0) {
    throw new InvalidArgumentError('It is a share above 0% and up to 100%, such as 10%.');
  }
  return share.min;
}
