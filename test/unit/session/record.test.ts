import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord, removeRecord, writeRecord } from '../../../stack/session/record.ts';
import { recordIn } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('what is written is read, in a folder that is made and that only its owner may read', () => {
  const state = join(temporaryFolder(), 'not', 'there', 'yet');
  const record = recordIn('/tmp');
  writeRecord(state, record);
  expect(readRecord(state)).toEqual(record);
  expect(readdirSync(state)).toEqual(['sandbox.json']);
  expect(statSync(join(state, 'sandbox.json')).mode & 0o077).toBe(0);
});

test('without a record there is none', () => {
  expect(readRecord(temporaryFolder())).toBeUndefined();
});

test.each(['{"schema": 2, "processes": []}', 'not JSON', '{"schema": 1}'])('%s is not taken for a record', (text) => {
  const state = temporaryFolder();
  writeFileSync(join(state, 'sandbox.json'), text);
  expect(() => readRecord(state)).toThrow(/cannot be read by this version/);
});

test('only the session itself removes its record', () => {
  const state = temporaryFolder();
  const record = recordIn('/tmp');
  writeRecord(state, record);
  removeRecord(state, 'another');
  expect(readRecord(state)).toEqual(record);
  removeRecord(state, record.id);
  expect(readRecord(state)).toBeUndefined();
  removeRecord(state, record.id);
});
