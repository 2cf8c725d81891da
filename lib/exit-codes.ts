/** The exit codes of every command; documented in the README and in `sandbox --help`. */
export const ExitCode = {
  ok: 0,
  expectationFailed: 1,
  usage: 2,
  steadyStateNotReached: 3,
  bootFailed: 4,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
