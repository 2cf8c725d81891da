import pc from 'picocolors';
import { expect, test } from 'vitest';
import { progressLines } from '../../../cli/session/progress.ts';

const start = Date.parse('2026-01-02T03:04:05.000Z');

function building(progress: number, afterMs: number): Parameters<ReturnType<typeof progressLines>>[0] {
  const time = new Date(start + afterMs).toISOString();
  return { type: 'component', time, name: 'otel-collector', state: 'building', progress, detail: 'compiling' };
}

test('a build that reports a thousand times is told a dozen times, its begin and its end among them', () => {
  const line = progressLines(pc.createColors(false));
  const told = Array.from({ length: 1001 }, (_, i) => line(building(i / 1000, i))).filter(Boolean);
  expect(told.length).toBeGreaterThan(8);
  expect(told.length).toBeLessThan(14);
  expect(told[0]).toBe('  ⚒ building otel-collector  0% compiling');
  expect(told.at(-1)).toBe('  ⚒ building otel-collector  100% compiling');
});

test('a build that stands still says so every five seconds at most', () => {
  const line = progressLines(pc.createColors(false));
  const told = Array.from({ length: 21 }, (_, i) => line(building(0.5 + i / 1e6, i * 1000))).filter(Boolean);
  expect(told).toHaveLength(5);
});

test('a state is told with its time and its detail', () => {
  const line = progressLines(pc.createColors(false));
  const event = { type: 'component', time: new Date(start).toISOString(), name: 'order' } as const;
  expect(line({ ...event, state: 'ready', ms: 1234 })).toBe('  ✓ ready    order           1.23s');
  expect(line({ ...event, state: 'failed', detail: 'it ended' })).toBe('  ✗ failed   order           it ended');
});
