import { InvalidArgumentError, Option } from 'commander';

/** The options that `up` and `run` share, as commander hands them over. */
export interface BootArguments {
  runtime: 'auto' | 'docker' | 'embedded';
  ports: 'default' | 'auto';
  pace: number;
  seed: number;
  config?: string;
  keep: boolean;
}

export const defaultPace = 20;
/** Requests per second of the ambient traffic. */
export const defaultTraffic = 5;

export function bootOptions(): Option[] {
  return [
    new Option('--runtime <kind>', 'how the stack is run').choices(['auto', 'docker', 'embedded']).default('auto'),
    new Option('--ports <which>', 'the usual ports, or free ones').choices(['default', 'auto']).default('default'),
    new Option('--pace <n>', 'divide the durations of rules and sampler by N; 1 is production')
      .argParser(positiveNumber)
      .default(defaultPace),
    new Option('--seed <n>', 'of everything random: the same seed sends the same requests')
      .argParser(wholeNumber)
      .default(1),
    new Option('--config <dir>', 'a folder whose files win over those of stack/config by name'),
  ];
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It is a number above 0.');
  return value;
}

export function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 2000) {
    throw new InvalidArgumentError('It is a number of requests per second from 0 to 2000.');
  }
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError('It is a whole number from 0 to 4294967295.');
  return value;
}
