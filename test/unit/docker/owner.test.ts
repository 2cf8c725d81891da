import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { ownerOfThisProcess, ownerState } from '../../../stack/docker/owner.ts';

test('this process is running under its own label', () => {
  expect(ownerState(ownerOfThisProcess())).toEqual({ state: 'running', pid: process.pid, host: hostname() });
});

test('a process with the same number and another start is not the owner', () => {
  expect(ownerState(`${process.pid} Mon Nov 23 04:00:00 2026 ${hostname()}`).state).toBe('gone');
});

test.each([
  ['', 'none'],
  ['made manually', 'unknown'],
  ['1 boot:1 elsewhere', 'unknown'],
])('"%s" is %s', (label, state) => {
  expect(ownerState(label).state).toBe(state);
});
