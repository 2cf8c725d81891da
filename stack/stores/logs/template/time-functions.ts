import type { Value } from './ast.ts';
import { GoTime } from './go-time.ts';
import { ofTexts, text, type TemplateFunction, type TemplateFunctions } from './template-function.ts';

const second = 1_000_000_000n;

/** Nanoseconds of the unit of a time with this many digits. */
const units: Readonly<Record<number, bigint>> = { 5: 86_400n * second, 10: second, 13: 1_000_000n, 16: 1_000n, 19: 1n };

function unixToTime(epoch: string): GoTime {
  const unit = units[epoch.length];
  if (unit === undefined || !/^\d+$/.test(epoch)) throw new Error(`unable to parse time '${epoch}'`);
  return new GoTime(BigInt(epoch) * unit);
}

function time(value: Value | undefined): GoTime {
  if (value instanceof GoTime) return value;
  throw new Error(`"${text(value)}" is not a time`);
}

const ofTime = (unit: bigint): TemplateFunction => ({
  arguments: [1, 1],
  call: ([value]) => String(time(value).ns / unit),
});

export const timeFunctions: TemplateFunctions = {
  __timestamp__: { arguments: [0, 0], call: (_, line) => new GoTime(line.timeNs) },
  date: { arguments: [2, 2], call: ([layout, value]) => time(value).format(text(layout)) },
  unixEpoch: ofTime(second),
  unixEpochMillis: ofTime(1_000_000n),
  unixEpochNanos: ofTime(1n),
  unixToTime: ofTexts(1, unixToTime),
};
