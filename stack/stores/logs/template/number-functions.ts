import { parseGoNanoseconds } from '../../../../lib/duration/nanoseconds.ts';
import { parseBytes } from '../logql/parse-bytes.ts';
import { ofNumbers, ofTexts, type TemplateFunctions } from './template-function.ts';

const whole = Math.trunc;

function divisor(value: number): number {
  if (value === 0) throw new Error('division by zero');
  return value;
}

/** As Go's template functions do: the digit after the last one decides, also for negative numbers. */
function round(value: number, places: number, from = 0.5): number {
  const scale = 10 ** whole(places);
  const digits = value * scale;
  const rounded = digits - whole(digits) >= from ? Math.ceil(digits) : Math.floor(digits);
  return rounded / scale;
}

const seconds = (duration: string): number => Number(parseGoNanoseconds(duration)) / 1e9;

export const numberFunctions: TemplateFunctions = {
  int: ofNumbers(1, 1, whole),
  float64: ofNumbers(1, 1, (value) => value),
  add: ofNumbers(1, 20, (...all) => whole(all.reduce((sum, value) => sum + value, 0))),
  sub: ofNumbers(2, 2, (a, b) => whole(a - b)),
  mul: ofNumbers(1, 20, (...all) => whole(all.reduce((product, value) => product * value, 1))),
  div: ofNumbers(2, 2, (a, b) => whole(a / divisor(b))),
  mod: ofNumbers(2, 2, (a, b) => whole(a) % divisor(whole(b))),
  addf: ofNumbers(1, 20, (...all) => all.reduce((sum, value) => sum + value, 0)),
  subf: ofNumbers(2, 2, (a, b) => a - b),
  mulf: ofNumbers(1, 20, (...all) => all.reduce((product, value) => product * value, 1)),
  divf: ofNumbers(2, 2, (a, b) => a / divisor(b)),
  max: ofNumbers(1, 20, (...all) => Math.max(...all.map(whole))),
  min: ofNumbers(1, 20, (...all) => Math.min(...all.map(whole))),
  maxf: ofNumbers(1, 20, Math.max),
  minf: ofNumbers(1, 20, Math.min),
  ceil: ofNumbers(1, 1, Math.ceil),
  floor: ofNumbers(1, 1, Math.floor),
  round: ofNumbers(2, 3, round),
  bytes: ofTexts(1, parseBytes),
  duration: ofTexts(1, seconds),
  duration_seconds: ofTexts(1, seconds),
};
