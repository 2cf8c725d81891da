import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { htmlReporter } from '../../../../../cli/reporters/html/html.ts';
import { UserError } from '../../../../../lib/errors.ts';
import type { RunEvent } from '../../../../../lib/events/run-event.ts';
import type { ReportData } from '../../../../../ui/report/report-data.ts';
import { failedCheck } from '../check-events.ts';
import { failedRun } from '../events.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
const file = join(folder, 'report.html');
afterAll(() => rmSync(folder, { recursive: true }));

function written(): ReportData {
  const [, json = ''] =
    /<script type="application\/json" id="report-data">(.*)<\/script>/.exec(readFileSync(file, 'utf8')) ?? [];
  return JSON.parse(json) as ReportData;
}

async function report(events: readonly RunEvent[], files: readonly string[] = []): Promise<ReportData> {
  const reporter = htmlReporter.open(file);
  reporter.onFiles?.(files);
  for (const event of events) reporter.onEvent(event);
  await reporter.onEnd?.(1);
  return written();
}

test('it has the events without the states of components, and the help of the findings', async () => {
  const { events, help, endedAt, versions } = await report([...failedCheck, ...failedRun]);
  const types = events.map(({ type }) => type);
  expect(types).not.toContain('component');
  expect(events.filter((event) => event.type === 'load').map(({ sent }) => sent)).toEqual(
    [...failedCheck, ...failedRun].flatMap((event) => (event.type === 'load' ? [event.sent] : [])),
  );
  expect(types.filter((type) => type === 'finding')).toHaveLength(
    failedCheck.filter(({ type }) => type === 'finding').length,
  );
  expect(help['alert-never-fires']?.meaning).toMatch(/\w/);
  expect(Object.keys(help)).not.toContain('trace-split');
  expect(versions).toMatchObject({ collector: expect.stringMatching(/^\d/) as string });
  expect(endedAt).toBeDefined();
});

test('it has a part of the load events of a long run, and the last one', async () => {
  const load = (sent: number): RunEvent => ({
    ...{ type: 'load', time: new Date(sent * 1000).toISOString(), sent, ok: sent, failed: 0, rate: 1 },
  });
  const start = failedRun.find(({ type }) => type === 'run.start') ?? expect.unreachable();
  const long = [start, ...Array.from({ length: 1001 }, (_, index) => load(index + 1))];
  const { events } = await report([...long, ...long]);
  const sent = events.flatMap((event) => (event.type === 'load' ? [event.sent] : []));
  expect(sent).toHaveLength(2 * 91);
  expect(sent.slice(-2)).toEqual([990, 1001]);
});

test('it has the text of the files that may be shown, as read at the start, and of no other', async () => {
  const [shown, included] = ['collector.yaml', 'included.yaml'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(shown, 'a: 1\nb: ${env:TOKEN}\n');
  writeFileSync(included, 'password: hunter22\n');
  const finding = (place: string): RunEvent => ({
    ...{ type: 'finding', time: '2026-01-01T00:00:00.000Z', kind: 'setting-ignored', severity: 'error', subject: 'x' },
    ...{ message: 'x', evidence: [], source: { file: place, line: 1 } },
    fix: { verified: 'x', edits: [{ op: 'set', file: place, path: ['a'], value: 2 }] },
  });
  const start = failedCheck.find(({ type }) => type === 'run.start') ?? expect.unreachable();
  const reporter = htmlReporter.open(file);
  reporter.onFiles?.([shown, join(folder, 'missing.yaml')]);
  writeFileSync(shown, 'changed meanwhile\n');
  for (const event of [start, finding(shown), finding(included)]) reporter.onEvent(event);
  await reporter.onEnd?.(1);
  const { excerpts, diffs } = written();
  expect(excerpts).toEqual({ [shown]: [{ first: 1, lines: ['a: 1', 'b: ${env:TOKEN}'] }] });
  expect(diffs).toEqual({
    0: [{ file: shown, lines: ['@@ -1,2 +1,2 @@', '-a: 1', '+a: 2', ' b: ${env:TOKEN}'] }],
    1: [{ file: included }],
  });
  expect(readFileSync(file, 'utf8')).not.toContain('hunter22');
});

test('it is written at once, and has the error that ended the command', async () => {
  const reporter = htmlReporter.open(file);
  expect(written()).toMatchObject({ events: [] });
  expect(written().endedAt).toBeUndefined();
  reporter.onError?.(new UserError('The boot failed.', { code: 'x', hint: 'Look.', details: ['port 1'] }));
  await reporter.onEnd?.(4);
  expect(written().error).toEqual({ message: 'The boot failed.', hint: 'Look.', details: ['port 1'] });
});

test('a path that cannot be written is reported before the run', () => {
  expect(() => htmlReporter.open(join(folder, 'nowhere', 'report.html'))).toThrow(
    expect.objectContaining({
      code: 'file-unwritable',
      exitCode: 2,
      hint: 'Use a file in a folder that exists and is writable.',
    }),
  );
});
