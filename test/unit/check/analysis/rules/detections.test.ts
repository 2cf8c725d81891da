import { expect, test } from 'vitest';
import { detections } from '../../../../../check/analysis/rules/detections.ts';
import type { AlertEpisode } from '../../../../../check/inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../../../../../check/run/timeline.ts';

const fault = (target: string, start: number, end: number, firstAffectedAt?: number): FaultWindow => ({
  label: `errors at ${target}`,
  fault: 'error-rate',
  target,
  parameters: {},
  start: start * 1000,
  end: end * 1000,
  ...(firstAffectedAt === undefined ? {} : { firstAffectedAt: firstAffectedAt * 1000 }),
});
const timeline: Timeline = {
  start: 0,
  end: 2_000_000,
  baseline: { start: 100_000, end: 200_000 },
  faults: [fault('payment', 200, 400, 203), fault('order', 200, 400, 201), fault('gateway', 1000, 1100)],
};
const episode = (pendingAt: number, rest: Partial<AlertEpisode> = {}): AlertEpisode => ({
  alertname: 'A',
  labels: {},
  pendingAt: pendingAt * 1000,
  ...rest,
});
const during = (one: AlertEpisode): string[] => detections([one], timeline).map((detection) => detection.during);

test('time to detect is from the first affected request to firing', () => {
  const whole = episode(240, { firingAt: 360_000, resolvedAt: 500_000, labels: { service_name: 'payment' } });
  expect(detections([whole], timeline)).toEqual([
    {
      alertname: 'A',
      labels: { service_name: 'payment' },
      during: 'errors at payment',
      firstAffected: '1970-01-01T00:03:23.000Z',
      pending: '1970-01-01T00:04:00.000Z',
      firing: '1970-01-01T00:06:00.000Z',
      resolved: '1970-01-01T00:08:20.000Z',
      detectMs: 157_000,
    },
  ]);
  expect(detections([episode(1010, { firingAt: 1_020_000 })], timeline)).toMatchObject([
    { during: 'errors at gateway', firstAffected: null, detectMs: null, resolved: null },
  ]);
});

test('the fault is the one with the target in the labels, else all that began together, and none at the baseline or long after', () => {
  const both = 'errors at order and errors at payment';
  expect(during(episode(250, { labels: { service_name: 'payment' } }))).toEqual(['errors at payment']);
  expect(during(episode(250, { labels: { service_name: 'gateway' } }))).toEqual([both]);
  expect(during(episode(410))).toEqual([both]);
  expect(during(episode(150))).toEqual([]);
  expect(during(episode(800))).toEqual([]);
});

test('of several that began together, the first affected request of any counts', () => {
  expect(detections([episode(250, { firingAt: 261_000 })], timeline)).toMatchObject([{ detectMs: 60_000 }]);
});

test('of faults that began one after the other it is the latest, unless the labels name another', () => {
  const later = { ...timeline, faults: [fault('payment', 200, 400), fault('order', 300, 400)] };
  const found = (labels: Record<string, string>): string[] =>
    detections([episode(350, { labels })], later).map((detection) => detection.during);
  expect(found({})).toEqual(['errors at order']);
  expect(found({ service_name: 'payment' })).toEqual(['errors at payment']);
});

test('a service that only rejects requests may have passed on the errors of others', () => {
  const rejecting = { ...fault('gateway', 200, 400), label: 'rejected requests at gateway', fault: 'rejection' };
  const faults = [fault('payment', 200, 400), rejecting];
  const found = (labels: Record<string, string>): string[] =>
    detections([episode(250, { labels })], { ...timeline, faults }).map((detection) => detection.during);
  expect(found({ service_name: 'gateway' })).toEqual(['errors at payment and rejected requests at gateway']);
  expect(found({ service_name: 'payment' })).toEqual(['errors at payment']);
});

test('of many faults the first is named', () => {
  const faults = ['a', 'b', 'c'].map((target) => fault(target, 200, 400));
  const [detection] = detections([episode(250)], { ...timeline, faults });
  expect(detection?.during).toBe('errors at a and 2 other faults');
});
