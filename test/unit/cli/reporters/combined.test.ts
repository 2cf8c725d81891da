import pc from 'picocolors';
import { expect, test } from 'vitest';
import { combineReporters } from '../../../../cli/reporters/combined.ts';
import { ndjsonReporter } from '../../../../cli/reporters/ndjson.ts';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { componentVersions } from '../../../../stack/components/versions.ts';
import { packageVersion } from '../../../../lib/paths.ts';
import { failedRun } from './events.ts';

test('ndjson prints the schema and versions, then every event unchanged', () => {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  const reporter = ndjsonReporter.open({ out, colors: pc.createColors(false), env: {} });
  for (const event of failedRun) reporter.onEvent(event);
  const [first, ...events] = lines.map((line) => JSON.parse(line) as unknown);
  expect(first).toEqual({
    ...{ type: 'stream.start', time: expect.any(String) as string, schema: 1 },
    versions: { sandbox: packageVersion, ...componentVersions },
  });
  expect(events).toEqual(failedRun);
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
