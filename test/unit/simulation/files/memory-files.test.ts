import { constants } from 'node:fs';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../../../simulation/files/memory-files.ts';

interface Result {
  error: (Error & { code?: string }) | null;
  value: unknown;
}

function disk(): { files: MemoryFiles; call: (name: string, ...args: unknown[]) => Result } {
  const tasks: (() => void)[] = [];
  const files = new MemoryFiles(
    (task) => tasks.push(task),
    () => 1000,
  );
  return {
    files,
    call(name, ...args) {
      let result: Result | undefined;
      const done = (error: Error | null, value: unknown): void => void (result = { error, value });
      (files.functions[name] as (...all: unknown[]) => void)(...args, done);
      // Never called back at once: the caller is still running.
      expect(result).toBeUndefined();
      tasks.splice(0).forEach((task) => task());
      return result ?? { error: new Error('was not called back'), value: undefined };
    },
  };
}

test('files are written, read, renamed and removed as on a disk', () => {
  const { files, call } = disk();
  expect(call('mkdir', '/data', 0o777).error).toBeNull();
  const fd = call('open', '/data/a', constants.O_CREAT | constants.O_RDWR, 0o600).value;
  expect(call('write', fd, Buffer.from('hello'), 0, 5, null).value).toBe(5);
  expect(call('write', fd, Buffer.from('J'), 0, 1, 0).value).toBe(1);
  const into = Buffer.alloc(10);
  expect(call('read', fd, into, 0, 10, 0).value).toBe(5);
  expect(into.toString('utf8', 0, 5)).toBe('Jello');
  expect(call('ftruncate', fd, 2).error).toBeNull();
  expect(call('fstat', fd).value).toMatchObject({ size: 2, mode: 0o100600, mtimeMs: 1000 });
  call('close', fd);
  expect(call('read', fd, into, 0, 10, 0).error?.code).toBe('EBADF');
  expect(call('rename', '/data', '/moved').error).toBeNull();
  expect(files.list()).toEqual(['/moved/a']);
  expect(call('rmdir', '/moved').error?.code).toBe('ENOTEMPTY');
  call('unlink', '/moved/a');
  expect(call('rmdir', '/moved').error).toBeNull();
  expect(call('stat', '/moved').error?.code).toBe('ENOENT');
});

test('what was put there is found, with its folders', () => {
  const { files, call } = disk();
  files.put('/etc/sandbox/rules/a.yml', 'groups: []');
  expect(call('readdir', '/etc/sandbox').value).toEqual(['rules']);
  expect(call('readdir', '/etc/sandbox/rules/a.yml').error?.code).toBe('ENOTDIR');
  const status = call('stat', '/etc/sandbox').value as { isDirectory: () => boolean };
  expect(status.isDirectory()).toBe(true);
  expect(call('mkdir', '/etc', 0o777).error?.code).toBe('EEXIST');
  expect(call('open', '/etc/none', 0, 0).error?.code).toBe('ENOENT');
  expect(call('open', '/etc/sandbox/rules/a.yml', constants.O_CREAT | constants.O_EXCL, 0).error?.code).toBe('EEXIST');
});

test('a program cannot change what it has handed over to be written', () => {
  const { call, files } = disk();
  files.put('/a', '');
  const fd = call('open', '/a', constants.O_RDWR | constants.O_APPEND, 0).value;
  const bytes = Buffer.from('first');
  (files.functions.write as (...all: unknown[]) => void)(fd, bytes, 0, 5, null, () => undefined);
  bytes.fill('x');
  call('write', fd, Buffer.from('!'), 0, 1, null);
  const into = Buffer.alloc(6);
  call('read', fd, into, 0, 6, 0);
  expect(into.toString()).toBe('first!');
});
