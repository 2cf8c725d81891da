import { expect, test } from 'vitest';
import { worse } from '../../../cli/exit-code-help.ts';
import { reportError } from '../../../cli/report-error.ts';
import { wantsColor } from '../../../cli/terminal.ts';
import { UserError } from '../../../lib/errors.ts';
import { Interrupted } from '../../../stack/session/session-error.ts';
import { fakeTerminal } from './fake-terminal.ts';

test.each([
  [0, 1, 1],
  [3, 1, 3],
  [1, 0, 1],
  [4, 3, 4],
  [70, 4, 70],
  [1, 130, 130],
  [0, 99, 70],
])('of the exit codes %d and %d the worse is %d', (a, b, expected) => {
  expect(worse(a, b)).toBe(expected);
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [undefined, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [true, { CI: 'true' }, false],
  [true, { CI: 'false' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
])('terminal %s, environment %j: color %s', (isTty, env, expected) => {
  expect(wantsColor(isTty, env)).toBe(expected);
});

test('a user error prints message, details and hint, without a stack', () => {
  const terminal = fakeTerminal();
  const error = new UserError('Port 1 is taken.', { code: 'x', exitCode: 4, details: ['by you'], hint: 'Leave.' });
  expect(reportError(error, terminal)).toBe(4);
  expect(terminal.stderr).toEqual(['error: Port 1 is taken.', '  by you', 'hint: Leave.']);
  expect(terminal.stdout).toEqual([]);
});

test('what the system refuses is an error of the environment', () => {
  const terminal = fakeTerminal();
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(reportError(new Error('a step failed', { cause: full }), terminal)).toBe(4);
  expect(terminal.stderr).toEqual([
    'error: A disk is full: ENOSPC: no space left on device, write.',
    expect.stringMatching(/^hint: Make room/),
  ]);
});

test('an internal error says so and prints its stack and its causes', () => {
  const terminal = fakeTerminal();
  expect(reportError(new TypeError('x is not a function', { cause: new Error('deeper') }), terminal)).toBe(70);
  expect(terminal.stderr.join('\n')).toMatch(/^error: x is not a function\nThis is an internal error of sandbox/);
  expect(terminal.stderr.join('\n')).toMatch(/TypeError: x is not a function\n +at .*report-error\.test/);
  expect(terminal.stderr.join('\n')).toContain('caused by Error: deeper');
});

test('an interrupt is neither', () => {
  const terminal = fakeTerminal();
  expect(reportError(new Interrupted('interrupted by SIGINT'), terminal)).toBe(130);
  expect(terminal.stderr).toEqual(['interrupted by SIGINT']);
});
