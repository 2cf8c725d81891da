import { expect, test } from 'vitest';
import { fitLatency } from '../../../../../../check/inputs/traffic/import/fit-latency.ts';
import { seededRandom } from '../../../../../../lib/random.ts';

const random = seededRandom(4);
const draw = (of: () => number): number[] => Array.from({ length: 5000 }, of);

test('a latency has the shape that fits it best', () => {
  expect(fitLatency([])).toBeUndefined();
  expect(fitLatency([0, 0, 0])).toBeUndefined();
  expect(fitLatency([5])).toBe('5ms');
  expect(fitLatency(draw(() => 1500))).toBe('1.5s');
  expect(fitLatency(draw(() => 20 + 60 * random.next()))).toMatch(/^20ms\.\.(79\.\d|80)ms$/);
  const normal = (): number => Array.from({ length: 12 }, () => random.next()).reduce((sum, one) => sum + one, -6);
  const logNormal = fitLatency(draw(() => 20 * Math.exp(normal())));
  expect(logNormal).toMatchObject({ p50: expect.stringMatching(/^(19|20)(\.\d)?ms$/) as string });
  // Mostly nothing, with the mean of the few.
  expect(fitLatency(draw(() => (random.next() < 0.1 ? 10 : 0)))).toMatch(/^0ms\.\.(1\.9\d|2\.\d+)ms$/);
});
