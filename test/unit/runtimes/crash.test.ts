import { expect, test } from 'vitest';
import { isCrash } from '../../../stack/runtimes/parts/crash.ts';

test.each([
  ['finished', 0, null, false],
  ['exited with an error', 1, null, true],
  ['was out of memory', null, 'SIGABRT', true],
  ['was killed', null, 'SIGKILL', false],
  ['was stopped', null, 'SIGTERM', false],
  ['was out of memory in a container', 134, null, true],
  ['was killed in a container', 137, null, false],
  ['was stopped in a container', 143, null, false],
])('a process that %s', (_, code, signal, crashed) => {
  expect(isCrash(code, signal)).toBe(crashed);
});
