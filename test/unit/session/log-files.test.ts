import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LogLine } from '../../../stack/runtimes/runtime.ts';
import { lastLogLines, logFile, readLogs } from '../../../stack/session/log-files.ts';
import { temporaryFolder } from './temporary-folder.ts';

const at = (second: number): string => `2026-01-02T03:04:0${second}.000Z`;

function folderWithLogs(): string {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/logs`);
  return folder;
}

test('lines of several components come in order of time; one without a time stays with the line before it', async () => {
  const folder = folderWithLogs();
  writeFileSync(logFile(folder, 'order'), `${at(1)} one\n  at stack\n${at(3)} three\n`);
  writeFileSync(logFile(folder, 'payment'), `${at(2)} two\n`);
  const batches: LogLine[][] = [];
  for await (const batch of readLogs(folder, { components: ['order', 'payment', 'gateway'] })) batches.push(batch);
  expect(batches).toEqual([
    [
      { component: 'order', time: at(1), text: 'one' },
      { component: 'order', time: at(1), text: '  at stack' },
      { component: 'payment', time: at(2), text: 'two' },
      { component: 'order', time: at(3), text: 'three' },
    ],
  ]);
});

test('followed logs go on: over half-written lines, over a file set aside, until the end', async () => {
  const folder = folderWithLogs();
  const file = logFile(folder, 'order');
  const steps = [
    () => appendFileSync(file, `${at(1)} begun, `),
    () => appendFileSync(file, `ended\n`),
    () => {
      appendFileSync(file, `${at(2)} last of the old\n`);
      renameSync(file, `${file}.1`);
      writeFileSync(file, `${at(3)} first of the new\n`);
    },
  ];
  const clock = { now: () => 0, sleep: () => Promise.resolve(steps.shift()?.()) };
  const lines: LogLine[] = [];
  for await (const batch of readLogs(folder, { components: ['order'], followUntil: () => steps.length === 0, clock })) {
    lines.push(...batch);
  }
  expect(lines.map(({ text }) => text)).toEqual(['begun, ended', 'last of the old', 'first of the new']);
});

test('the last lines of a log, and none of one that does not exist', () => {
  const folder = folderWithLogs();
  writeFileSync(logFile(folder, 'order'), 'a\nb\nc\n');
  expect(lastLogLines(folder, 'order', 2)).toEqual(['b', 'c']);
  expect(lastLogLines(folder, 'payment', 2)).toEqual([]);
});
