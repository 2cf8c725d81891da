import { InvalidArgumentError, Option } from 'commander';
import { parseShare } from '../scenarios/sampling/share.ts';
import type { Sampling } from '../stack/pacing/prepare-config.ts';
import { type ServiceName, type ServiceSelection, serviceSelections } from '../stack/services/index.ts';

/** The parsed options that `up` and `run` share. */
export interface BootArguments {
  runtime: 'auto' | 'docker' | 'embedded';
  ports: 'default' | 'auto';
  pace: number;
  seed: number;
  sampling: Sampling;
  config?: string;
  /** The share of traces that the services' SDKs sample, above 0 to 1; all where it is missing. */
  headSampling?: number;
}

/** As `up`, `run` and the background sandbox boot it. */
export interface StartArguments extends BootArguments {
  /** The demo services to boot. */
  services: readonly ServiceName[];
  /** Those of them that must not be skipped where this machine cannot run them; none by default. */
  required?: readonly ServiceName[];
}

export const defaultPace = 20;
/** Requests per second of the background traffic. */
export const defaultTraffic = 5;

export function bootOptions(): Option[] {
  return [
    new Option('--runtime <kind>', 'runtime of the stack').choices(['auto', 'docker', 'embedded']).default('auto'),
    new Option('--ports <which>', 'the default ports, or free ones').choices(['default', 'auto']).default('default'),
    new Option('--pace <n>', 'divide the durations of rules and sampler by N; 1 is production')
      .argParser(positiveNumber)
      .default(defaultPace),
    new Option('--sampling <which>', 'traces that the tail sampler keeps: as configured, or all')
      .choices(['configured', 'all'])
      .default('configured'),
    new Option('--seed <n>', 'random seed (same seed, same requests)').argParser(wholeNumber).default(1),
    new Option('--config <dir>', 'folder with files that override those of the same name in stack/config'),
    new Option(
      '--head-sampling <share>',
      'share of traces that the services sample, such as 10% (default: all)',
    ).argParser(headSampling),
  ];
}

/** `fallback` is described to the user where there is no fixed default. */
export function servicesOption(fallback?: string): Option {
  const option = new Option(
    '--services <which>',
    'demo services: core (gateway, order, payment), all, or none for the stack alone',
  ).choices([...serviceSelections]);
  return fallback === undefined
    ? option.default('core' satisfies ServiceSelection)
    : option.default(undefined, fallback);
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number greater than 0.');
  return value;
}

export function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 2000) {
    throw new InvalidArgumentError('It must be between 0 and 2000 requests/s.');
  }
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError('It must be an integer from 0 to 4294967295.');
  return value;
}

/** A share of traces, 0 to 1. */
export function headSampling(text: string): number {
  const share = parseShare(text);
  if (!share || share.min !== share.max || share.min === 0) {
    throw new InvalidArgumentError('It must be greater than 0% and at most 100%, such as 10%.');
  }
  return share.min;
}
