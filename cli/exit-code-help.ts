import { ExitCode } from '../lib/exit-codes.ts';

const meanings: Record<keyof typeof ExitCode, string> = {
  ok: 'every expectation held; the command did what it should',
  expectationFailed: 'an expectation failed',
  usage: 'wrong usage or configuration',
  steadyStateNotReached: 'the steady state was not reached, so the fault was never injected',
  bootFailed: 'the stack could not be booted',
  defect: 'a defect of the sandbox',
  interrupted: 'interrupted, after everything was torn down',
};

/** From best to worst; several scenarios together end with the worst of theirs. */
const order = [
  ExitCode.ok,
  ExitCode.expectationFailed,
  ExitCode.steadyStateNotReached,
  ExitCode.usage,
  ExitCode.bootFailed,
  ExitCode.defect,
  ExitCode.interrupted,
] as const;

/** The worse of two exit codes in the documented order; one that is not documented is a defect. */
export function worse(a: number, b: number): ExitCode {
  const rank = (code: number): number => {
    const found = order.findIndex((known) => known === code);
    return found === -1 ? order.indexOf(ExitCode.defect) : found;
  };
  return order[Math.max(rank(a), rank(b))] ?? ExitCode.defect;
}

/** The paragraph on exit codes of a command's help, in the command's own words where it has some. */
export function exitCodeHelp(names: readonly (keyof typeof ExitCode)[], own: Partial<typeof meanings> = {}): string {
  const lines = names.map((name) => `  ${String(ExitCode[name]).padEnd(5)}${own[name] ?? meanings[name]}`);
  return `\nExit codes:\n${lines.join('\n')}`;
}
