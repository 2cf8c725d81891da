import { execa } from 'execa';
import { builtEntry } from '../lib/paths.ts';
import { median } from './figure.ts';

/** What the user waits for, what the machine works, and the most memory (RSS) that the process had. */
export interface Cost {
  wallS: number;
  cpuS: number;
  peakMiB: number;
}

/** What a process used, written to its fourth file as it ends; threads of it must not write it again. */
const reportUsage = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

/** Runs a command of the sandbox several times, each in a new process, and returns the medians. */
export async function costOf(
  args: readonly string[],
  { runs, cwd, exitCode = 0 }: { runs: number; cwd?: string; exitCode?: number },
): Promise<Cost & { all: readonly Cost[] }> {
  const all: Cost[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { cost, stderr, exitCode: code } = await runProgram(builtEntry('cli/main'), args, { cwd });
    if (code !== exitCode) throw new Error(`sandbox ${args.join(' ')} ended with ${code}, not ${exitCode}: ${stderr}`);
    all.push(cost);
  }
  const medianOf = (of: keyof Cost): number => median(all.map((one) => one[of]));
  return { wallS: medianOf('wallS'), cpuS: medianOf('cpuS'), peakMiB: medianOf('peakMiB'), all };
}

/** Runs a program in a new process to its end. */
export async function runProgram(
  file: string,
  args: readonly string[],
  { cwd, node = [] }: { cwd?: string | undefined; node?: readonly string[] } = {},
): Promise<{ cost: Cost; stdout: string; stderr: string; exitCode: number | undefined }> {
  const begin = performance.now();
  const { stdout, stderr, exitCode, stdio } = await execa(
    process.execPath,
    ['--import', reportUsage, ...node, file, ...args],
    { reject: false, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) },
  );
  const wallS = (performance.now() - begin) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stdio[3]) as NodeJS.ResourceUsage;
  return {
    cost: { wallS, cpuS: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 },
    stdout,
    stderr,
    exitCode,
  };
}
