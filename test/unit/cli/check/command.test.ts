import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckRequest } from '../../../../check/request.ts';
import type { CheckArguments } from '../../../../cli/check/arguments.ts';
import { check } from '../../../../cli/commands/check.ts';
import type { Context } from '../../../../cli/context.ts';
import { UserError } from '../../../../lib/errors.ts';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { Interrupted } from '../../../../stack/session/session-error.ts';
import { failedCheck } from '../reporters/check-events.ts';
import { fakeTerminal, type FakeTerminal } from '../fake-terminal.ts';

/** Replaces the simulation: events, optionally followed by an error. */
let simulate: (request: CheckRequest) => Generator<RunEvent>;
vi.mock('../../../../check/run-check.ts', () => ({ runCheck: (request: CheckRequest) => simulate(request) }));
// Other files share this one's modules.
afterAll(() => vi.doUnmock('../../../../check/run-check.ts'));

const before = process.cwd();
let folder: string;
let interrupt: AbortController;
let terminal: FakeTerminal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  process.chdir(folder);
  interrupt = new AbortController();
  terminal = fakeTerminal();
  writeFileSync('collector.yaml', '');
  simulate = () => failedCheck.values() as Generator<RunEvent>;
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function run(some: Partial<CheckArguments> = {}): Promise<number> {
  const options: CheckArguments = {
    ...{ collector: ['collector.yaml'], agent: [], rules: [], dashboards: [], secrets: [], strict: false, all: false },
    ...{ reporter: 'ndjson', ...some },
  };
  const lifetime = { signal: interrupt.signal, watch: () => undefined };
  return check([], options, { terminal, lifetime, state: '', env: {} } as unknown as Context);
}

test('the exit code is that of the run, and its events go to the reporter', async () => {
  expect(await run()).toBe(1);
  const [header, ...events] = terminal.stdout;
  expect(header).toContain('"stream.start"');
  expect(events).toEqual(failedCheck.map((event) => JSON.stringify(event)));
});

test('of several runs the worst counts', async () => {
  const end = (exitCode: number): RunEvent => ({
    ...{ type: 'run.end', time: '2026-01-01T12:00:00.000Z', result: exitCode === 0 ? 'pass' : 'fail', exitCode, ms: 1 },
  });
  simulate = () => [end(0), end(1), end(0)].values() as Generator<RunEvent>;
  expect(await run()).toBe(1);
});

test('an invalid input is reported with its exit code, on stderr and in JUnit', async () => {
  simulate = function* () {
    yield* failedCheck.slice(0, 3);
    throw new UserError('collector.yaml:3: no such processor.', { code: 'refused', hint: 'Fix it.' });
  };
  expect(await run({ junit: 'junit.xml' })).toBe(2);
  expect(terminal.stderr).toEqual(['error: collector.yaml:3: no such processor.', 'hint: Fix it.']);
  expect(readFileSync('junit.xml', 'utf8')).toContain('<error message="collector.yaml:3: no such processor.">');
});

test('an interrupt ends with 130, also when it comes at the very end', async () => {
  simulate = function* () {
    yield* failedCheck;
    interrupt.abort(new Interrupted('interrupted by SIGINT'));
  };
  expect(await run()).toBe(130);
  expect(terminal.stderr).toEqual(['interrupted by SIGINT']);
});

test('--init writes what a run has shown, for the files that were given', async () => {
  expect(await run({ init: true, seed: 5 })).toBe(0);
  const text = readFileSync('sandbox.yaml', 'utf8');
  expect(text).toContain('collector: collector.yaml\n');
  expect(text).toContain('seed: 5\n');
  expect(text).toContain('HighErrorRate: {fires: {within: 3m30s}}');
  expect(terminal.stdout.at(-1)).toBe('Next: review it, then run sandbox check');
});

test('--init names files from where the new file is', async () => {
  mkdirSync('checks');
  expect(await run({ init: 'checks/sandbox.yaml' })).toBe(0);
  expect(readFileSync('checks/sandbox.yaml', 'utf8')).toContain('collector: ../collector.yaml\n');
  expect(terminal.stdout.at(-1)).toBe('Next: review it, then run sandbox check --file checks/sandbox.yaml');
});

test('--init writes nothing after a run that ended by an error, nor after an interrupt', async () => {
  const [end] = failedCheck.slice(-1);
  simulate = function* () {
    yield { ...(end as RunEvent & { type: 'run.end' }), exitCode: 4, error: { code: 'x', message: 'It is gone.' } };
  };
  expect(await run({ init: true })).toBe(4);
  expect(terminal.stderr).toEqual(['It is gone.']);
  simulate = function* () {
    yield* failedCheck;
    interrupt.abort(new Interrupted('interrupted by SIGINT'));
  };
  await expect(run({ init: true })).rejects.toThrow('interrupted by SIGINT');
  expect(existsSync('sandbox.yaml')).toBe(false);
});
