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
])('terminal %s, environment %j: colour %s', (isTty, env, expected) => {
  expect(wantsColor(isTty, env)).toBe(expected);
});

test('what a person can act on is told in its three parts, without a stack', () => {
  const terminal = fakeTerminal();
  const error = new UserError('Port 1 is taken.', { code: 'x', exitCode: 4, details: ['by you'], hint: 'Leave.' });
  expect(reportError(error, terminal)).toBe(4);
  expect(terminal.stderr).toEqual(['error: Port 1 is taken.', '  by you', 'hint: Leave.']);
  expect(terminal.stdout).toEqual([]);
});

test('a defect says so and prints its stack and its causes', () => {
  const terminal = fakeTerminal();
  expect(reportError(new TypeError('x is not a function', { cause: new Error('deeper') }), terminal)).toBe(70);
  expect(terminal.stderr.join('\n')).toMatch(/^error: x is not a function\nThis is a bug of the sandbox/);
  expect(terminal.stderr.join('\n')).toMatch(/TypeError: x is not a function\n +at .*report-error\.test/);
  expect(terminal.stderr.join('\n')).toContain('caused by Error: deeper');
});

test('an interrupt is neither', () => {
  const terminal = fakeTerminal();
  expect(reportError(new Interrupted('interrupted by SIGINT'), terminal)).toBe(130);
  expect(terminal.stderr).toEqual(['interrupted by SIGINT']);
});
