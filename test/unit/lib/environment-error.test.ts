import { expect, test } from 'vitest';
import { environmentError } from '../../../lib/environment-error.ts';

const errno = (code: string): Error => Object.assign(new Error(`${code}: of the system`), { code });

test.each([
  ['EMFILE', 'too-many-files', 'This process may not open more files: EMFILE: of the system.', /ulimit -n/],
  ['ENOSPC', 'disk-full', 'A disk is full: ENOSPC: of the system.', /Make room/],
  ['EROFS', 'disk-read-only', 'The file system is read-only: EROFS: of the system.', /TMPDIR/],
])('%s is an error of the environment, also as the cause of another', (name, code, message, hint) => {
  for (const error of [errno(name), new Error('a step failed', { cause: errno(name) })]) {
    expect(environmentError(error)).toMatchObject({
      ...{ code, message, exitCode: 4 },
      hint: expect.stringMatching(hint) as string,
    });
  }
});

test('other errors are not', () => {
  for (const error of [errno('ENOENT'), new TypeError('x is undefined'), 'text', undefined]) {
    expect(environmentError(error)).toBeUndefined();
  }
});
