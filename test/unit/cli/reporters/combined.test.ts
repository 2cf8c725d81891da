import { expect, test } from 'vitest';
import { combineReporters } from '../../../../cli/reporters/combined.ts';
import { ndjsonReporter } from '../../../../cli/reporters/ndjson.ts';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { failedRun } from './events.ts';

test('ndjson is every event as it is, also those of an unknown type', () => {
  const lines: string[] = [];
  const reporter = ndjsonReporter((line) => void lines.push(line));
  for (const event of failedRun) reporter.onEvent(event);
  expect(lines.map((line) => JSON.parse(line) as RunEvent)).toEqual(failedRun);
});

test('a reporter that throws is left out, once said, and the others go on', async () => {
  const seen: string[] = [];
  const errors: string[] = [];
  let calls = 0;
  const broken = {
    onEvent: () => {
      calls += 1;
      throw new Error('no space left');
    },
    onEnd: () => void seen.push('the end, to the broken one'),
  };
  const working = {
    onEvent: (event: RunEvent) => void seen.push(event.type),
    onEnd: (code: number) => void seen.push(`end ${code}`),
  };
  const reporter = combineReporters({ broken, working }, (line) => void errors.push(line));
  for (const event of failedRun.slice(0, 3)) reporter.onEvent(event);
  await reporter.onEnd(1);
  expect(calls).toBe(1);
  expect(seen).toEqual(['phase', 'component', 'run.start', 'end 1']);
  expect(errors).toEqual(['The broken reporter failed and is left out from here: no space left']);
});

test('one that fails at its end does not keep the others from theirs', async () => {
  const seen: number[] = [];
  const errors: string[] = [];
  const reporter = combineReporters(
    {
      broken: { onEvent: () => undefined, onEnd: () => Promise.reject(new Error('read-only')) },
      working: { onEvent: () => undefined, onEnd: (code) => void seen.push(code) },
    },
    (line) => void errors.push(line),
  );
  await reporter.onEnd(0);
  expect(seen).toEqual([0]);
  expect(errors).toHaveLength(1);
});
