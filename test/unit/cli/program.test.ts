import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import type { Context } from '../../../cli/context.ts';
import { buildProgram } from '../../../cli/program.ts';
import { packageVersion } from '../../../lib/paths.ts';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.ts';

/** Parses a command line that commander answers itself: nothing of the sandbox is started. */
async function parse(...args: string[]): Promise<FakeTerminal & { code: number }> {
  const terminal = fakeTerminal();
  const context = { terminal, state: '/nowhere', env: {} } as unknown as Context;
  try {
    await buildProgram(context, () => undefined).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { ...terminal, code: error.exitCode };
    throw error;
  }
  return { ...terminal, code: -1 };
}

const commands = ['up', 'down', 'status', 'logs', 'scenarios', 'run', 'check', 'prepare', 'doctor'];

test.each(commands)('%s has help with examples and exit codes, on stdout', async (command) => {
  const { stdout, stderr, code } = await parse(command, '--help');
  expect(code).toBe(0);
  expect(stderr).toEqual([]);
  expect(stdout.join('\n')).toMatch(/^Usage: sandbox /);
  expect(stdout.join('\n')).toContain(`Examples:\n  sandbox ${command}`);
  expect(stdout.join('\n')).toMatch(/Exit codes:\n {2}0 /);
});

test('the help of the whole names every command', async () => {
  const { stdout } = await parse('--help');
  for (const command of commands) expect(stdout.join('\n')).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  expect(stdout.join('\n')).toContain('130  interrupted');
});

test('export kubernetes has help on stdout, and needs a folder', async () => {
  const { stdout, code } = await parse('export', 'kubernetes', '--help');
  expect(code).toBe(0);
  expect(stdout.join('\n')).toContain('--collector <file>');
  const without = await parse('export', 'kubernetes');
  expect(without.stderr.join('\n')).toContain("required option '-o, --out <dir>' not specified");
});

test('traffic import has help on stdout, and needs a file', async () => {
  const { stdout, code } = await parse('traffic', 'import', '--help');
  expect(code).toBe(0);
  expect(stdout.join('\n')).toContain('--values');
  expect(stdout.join('\n')).toContain('2  ');
  const without = await parse('traffic', 'import');
  expect(without.stderr.join('\n')).toContain("missing required argument 'files'");
});

test('--version prints the version and nothing else', async () => {
  expect(await parse('--version')).toMatchObject({ stdout: [packageVersion], stderr: [], code: 0 });
});

test.each([
  [['upp'], "error: unknown command 'upp'\n(Did you mean up?)"],
  [['staus'], "error: unknown command 'staus'\n(Did you mean status?)"],
  [['up', '--detatch'], "error: unknown option '--detatch'\n(Did you mean --detach?)"],
  [['run', '--reportr', 'plain'], "error: unknown option '--reportr'\n(Did you mean --reporter?)"],
  [['up', '--pace', '0'], 'It must be a number greater than 0.'],
  [['up', '--pace', 'fast'], 'It must be a number greater than 0.'],
  [['up', '--traffic', '-1'], 'between 0 and 2000'],
  [['run', '--seed', '1.5'], 'It must be an integer'],
  [['up', '--ports', 'some'], 'Allowed choices are default, auto.'],
  [['status', 'now'], 'too many arguments'],
  [['check', '--ruls', 'a.yml'], "error: unknown option '--ruls'\n(Did you mean --rules?)"],
  [['check', '--secrets', '['], 'It is not a valid regular expression'],
  [['check', '--head-sampling', '0%'], 'It must be greater than 0%'],
  [['check', '--head-sampling', '1%..5%'], 'It must be greater than 0%'],
  [['up', '--head-sampling', '0.1'], 'It must be greater than 0%'],
  [['check', '--retention', '7'], 'It must be a duration, such as 7d'],
  [['check', '--price-hot', '-1'], 'It must be a number of US dollars'],
  [['check', '--reporter', 'tui'], 'Allowed choices are auto, plain, ndjson, github.'],
  [['check', '--bytes-per-span', '0'], 'It must be a number greater than 0.'],
])('%j is refused on stderr', async (args, message) => {
  const { stdout, stderr, code } = await parse(...args);
  expect(stderr.join('\n')).toContain(message);
  expect(stdout).toEqual([]);
  expect(code).not.toBe(0);
});
