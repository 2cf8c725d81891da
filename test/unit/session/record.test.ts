import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../../stack/session/lock.ts';
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

test.each(['{"schema": 2, "processes": []}', 'not JSON', '{"schema": 1}', '{"schema": 1, "processes": []}'])(
  '%s is not taken for a record',
  (text) => {
    const state = temporaryFolder();
    writeFileSync(join(state, 'sandbox.json'), text);
    expect(() => readRecord(state)).toThrow(/cannot be read by this version/);
  },
);

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

test('a state folder that cannot be used is an error of the environment, with nothing left behind', async () => {
  const parent = temporaryFolder();
  writeFileSync(join(parent, 'file'), '');
  const state = join(parent, 'file', 'state');
  const unusable = { code: 'state-folder-unusable', exitCode: 4, message: expect.stringContaining(state) as string };
  await expect(takeLock(state)).rejects.toMatchObject(unusable);
  expect(() => writeRecord(state, recordIn('/tmp'))).toThrow(expect.objectContaining(unusable));
  expect(() => readRecord(state)).toThrow(expect.objectContaining(unusable));

  // The record cannot replace a folder of its name, as it could not be written to a full disk.
  mkdirSync(join(parent, 'sandbox.json', 'x'), { recursive: true });
  expect(() => writeRecord(parent, recordIn('/tmp'))).toThrow(
    expect.objectContaining({ ...unusable, message: expect.any(String) as string }),
  );
  expect(readdirSync(parent).sort()).toEqual(['file', 'sandbox.json']);
});
