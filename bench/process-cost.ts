import { execa } from 'execa';
import { builtEntry } from '../lib/paths.ts';
import { median } from './figure.ts';

/** What the user waits for, and what the machine works. */
export interface Cost {
  wallS: number;
  cpuS: number;
}

/** Runs a command of the sandbox several times, each in a new process, and returns the medians. */
export async function costOf(
  args: readonly string[],
  { runs, cwd, exitCode = 0 }: { runs: number; cwd?: string; exitCode?: number },
): Promise<Cost & { all: readonly Cost[] }> {
  // Bash measures the processor time of a process that it started and that has ended.
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
  const all: Cost[] = [];
  for (let run = 0; run < runs; run += 1) {
    const result = await execa('bash', ['-c', script, 'bash', process.execPath, builtEntry('cli/main'), ...args], {
      reject: false,
      ...(cwd === undefined ? {} : { cwd }),
    });
    if (result.exitCode !== exitCode)
      throw new Error(`sandbox ${args.join(' ')} ended with ${result.exitCode}, not ${exitCode}: ${result.stderr}`);
    const [wallS = NaN, user = NaN, system = NaN] = (result.stderr.trim().split('\n').at(-1) ?? '')
      .split(' ')
      .map(Number);
    all.push({ wallS, cpuS: user + system });
  }
  return { wallS: median(all.map(({ wallS }) => wallS)), cpuS: median(all.map(({ cpuS }) => cpuS)), all };
}
