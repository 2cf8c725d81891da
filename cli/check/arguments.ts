import { InvalidArgumentError, Option } from 'commander';
import { storageDefaults } from '../../check/report/production.ts';
import { mostGateways } from '../../check/inputs/tiers/tiers.ts';
import { messageOf } from '../../lib/errors.ts';
import { dayMs, parseDuration } from '../../lib/duration/parse-duration.ts';
import { headSampling, positiveNumber, wholeNumber } from '../options.ts';
import { reporterOptions, type ReporterArguments } from '../reporters/open-reporters.ts';

/** The parsed options of `sandbox check`. */
export interface CheckArguments extends ReporterArguments {
  collector: string[];
  agent: string[];
  gateways?: number;
  rules: string[];
  prometheus?: string;
  dashboards: string[];
  traffic?: string;
  enableFeature?: string[];
  featureGates?: string[];
  secrets: string[];
  headSampling?: number;
  baseline?: number;
  faultFor?: number;
  seed?: number;
  strict: boolean;
  /** False with `--no-verify`. */
  verify?: boolean;
  quick?: boolean;
  watch?: boolean;
  /** The folder for corrected files. */
  fix?: string;
  file?: string;
  /** True without a file name. */
  init?: string | true;
  /** True without a file name. */
  writeBaseline?: string | true;
  all: boolean;
  requestsPerSecond?: number;
  bytesPerSpan?: number;
  /** In milliseconds. */
  retention?: number;
  archive?: number;
  priceHot?: number;
  priceArchive?: number;
}

/** A longer simulation would take hours. */
const longestMs = 7 * dayMs;

const collect = (value: string, before: string[]): string[] => [...before, value];
const listed = (value: string, before: string[] = []): string[] => [...before, value];

export function checkOptions(): Option[] {
  return [
    new Option('-c, --collector <file>', 'Collector configuration; repeat to merge several, in order')
      .argParser(collect)
      .default([]),
    new Option('--agent <file>', 'configuration of agents in front of --collector; repeat to merge several')
      .argParser(collect)
      .default([]),
    new Option(
      '--gateways <n>',
      'number of Collectors behind the agents (default: replicas of their manifest, or 2)',
    ).argParser(gatewayCount),
    new Option('-r, --rules <file...>', 'Prometheus rule files or glob patterns').default([]),
    new Option('--prometheus <file>', 'Prometheus configuration: its global settings and rule_files'),
    new Option('--dashboards <file...>', 'Grafana dashboards (JSON); every query is evaluated').default([]),
    new Option(
      '--enable-feature <names>',
      'features of your Prometheus, as in its own option; may be repeated',
    ).argParser(listed),
    new Option('--feature-gates <gates>', 'feature gates of your Collector, as in its own option').argParser(listed),
    new Option('--traffic <file>', 'traffic file describing your services (default: the demo shop)'),
    new Option('--secrets <pattern>', 'fail if anything exported matches this regex; may be repeated')
      .argParser(secret)
      .default([]),
    new Option('--head-sampling <share>', 'share of traces that the SDKs sample, such as 10%').argParser(headSampling),
    new Option('--baseline <duration>', 'fault-free time before the first fault, such as 6h').argParser(duration),
    new Option('--fault-for <duration>', 'duration of each fault, such as 30m').argParser(duration),
    new Option('--requests-per-second <n>', 'production request rate, to estimate storage per day').argParser(
      positiveNumber,
    ),
    new Option('--bytes-per-span <n>', 'bytes per stored span, to estimate storage per day').argParser(positiveNumber),
    new Option('--retention <duration>', 'time that data stays in the backends, for the cost (default: 7d)').argParser(
      retention,
    ),
    new Option('--archive <duration>', 'time that it stays in an archive after that (default: 30d)').argParser(
      retention,
    ),
    new Option(
      '--price-hot <usd>',
      `US dollars per GB and month in the backends (default: ${storageDefaults.hotPrice})`,
    ).argParser(price),
    new Option('--price-archive <usd>', `the same in the archive (default: ${storageDefaults.archivePrice})`).argParser(
      price,
    ),
    new Option('--seed <n>', 'random seed (same seed, same result; default: 1)').argParser(wholeNumber),
    new Option('--strict', 'fail on warnings, too').default(false),
    new Option('--no-verify', 'print suggested changes without trying them, which is faster'),
    new Option('--quick', 'a minute of each step: names, settings and sampling, within seconds'),
    new Option('--watch', 'check again after each save of a file that is read'),
    new Option('--fix <folder>', 'write corrected files and a diff there, of changes that were tried'),
    new Option('--file <file>', 'inputs and expectations (default: sandbox.yaml, if it exists)'),
    new Option('--init [file]', 'write the observed result as expectations (default: sandbox.yaml)'),
    new Option(
      '--write-baseline [file]',
      'accept the errors and warnings of this check in later ones (default: sandbox-baseline.yaml)',
    ),
    new Option('-a, --all', 'check every built-in scenario').default(false),
    ...reporterOptions({ hasTui: false }),
  ];
}

function secret(pattern: string, before: string[]): string[] {
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new InvalidArgumentError(`It is not a valid regular expression: ${messageOf(error)}.`);
  }
  if (pattern === '') throw new InvalidArgumentError('An empty pattern matches everything.');
  return [...before, pattern];
}

function gatewayCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > mostGateways)
    throw new InvalidArgumentError(`It must be a number from 1 to ${mostGateways}.`);
  return count;
}

/** In milliseconds. */
function duration(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 60_000 || ms > longestMs)
    throw new InvalidArgumentError('It must be a duration from 1m to 7d, such as 30m or 6h.');
  return ms;
}

/** In milliseconds. */
function retention(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || /^[\d.]+$/.test(text.trim())) {
    throw new InvalidArgumentError('It must be a duration, such as 7d; 0d for none.');
  }
  return ms;
}

function price(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number of US dollars, such as 0.08.');
  return value;
}
