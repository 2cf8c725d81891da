import { expect, test } from 'vitest';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';
import { withDurations } from '../../../../../check/inputs/traffic/durations.ts';
import { trafficMs } from '../../../../../check/inputs/traffic/traffic.ts';

const minute = 60_000;

test('what is not asked for stays as it is', () => {
  expect(withDurations(shopTraffic(), {})).toEqual(shopTraffic());
  expect(trafficMs(shopTraffic())).toBe(61 * minute);
});

test('the quiet part and the faults last as long as is asked', () => {
  const long = withDurations(shopTraffic(), { beforeFaultsMs: 360 * minute, faultMs: 30 * minute });
  expect([long.warmUpMs, long.baselineMs]).toEqual([5 * minute, 355 * minute]);
  expect(long.faultSchedule.map(({ forMs }) => forMs)).toEqual([30 * minute, 30 * minute, 30 * minute]);
  expect(trafficMs(long)).toBe((360 + 90 + 14) * minute);
});

test('a short quiet part keeps some of it for the baseline', () => {
  const { warmUpMs, baselineMs } = withDurations(shopTraffic(), { beforeFaultsMs: 3 * minute });
  expect([warmUpMs, baselineMs]).toEqual([minute, 2 * minute]);
});
