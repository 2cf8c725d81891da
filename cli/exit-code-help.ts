import { ExitCode } from '../lib/exit-codes.ts';

const meanings: Record<keyof typeof ExitCode, string> = {
  ok: 'success; all expectations passed',
  expectationFailed: 'an expectation failed',
  usage: 'wrong usage or invalid configuration',
  steadyStateNotReached: 'steady state not reached; the fault was not injected',
  bootFailed: 'the stack could not be booted, does not respond, or lacks disk space or open files',
  internal: 'internal error',
  interrupted: 'interrupted, after teardown',
};

/** From best to worst; several scenarios together exit with the worst code. */
const order = [
  ExitCode.ok,
  ExitCode.expectationFailed,
  ExitCode.steadyStateNotReached,
  ExitCode.usage,
  ExitCode.bootFailed,
  ExitCode.internal,
  ExitCode.interrupted,
] as const;

/** The worse of two exit codes in the documented order; an undocumented one counts as an internal error. */
export function worse(a: number, b: number): ExitCode {
  const rank = (code: number): number => {
    const found = order.findIndex((known) => known === code);
    return found === -1 ? order.indexOf(ExitCode.internal) : found;
  };
  return order[Math.max(rank(a), rank(b))] ?? ExitCode.internal;
}

/** The exit codes section of a command's help; `own` overrides descriptions. */
export function exitCodeHelp(names: readonly (keyof typeof ExitCode)[], own: Partial<typeof meanings> = {}): string {
  const lines = names.map((name) => `  ${String(ExitCode[name]).padEnd(5)}${own[name] ?? meanings[name]}`);
  return `\nExit codes:\n${lines.join('\n')}`;
}
