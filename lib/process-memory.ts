import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

/**
 * The memory of a process in bytes: its proportional set size (PSS) on Linux, which counts shared pages once, otherwise
 * its resident set size. Undefined if the process has ended, or on Windows.
 */
export async function processMemory(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') {
    return (await kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss')) ?? (await kilobytes(`/proc/${pid}/status`, 'VmRSS'));
  }
  if (process.platform === 'win32') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout.trim()) * 1024;
  } catch {
    return undefined;
  }
}

/** The memory of a process and all its descendants, such as PostgreSQL's server and its worker processes. */
export async function processTreeMemory(pid: number): Promise<number | undefined> {
  const own = await processMemory(pid);
  if (own === undefined) return undefined;
  const children = await childrenOf(pid);
  const theirs = await Promise.all(children.map(processTreeMemory));
  return theirs.reduce<number>((sum, bytes) => sum + (bytes ?? 0), own);
}

async function childrenOf(pid: number): Promise<number[]> {
  try {
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function kilobytes(file: string, key: string): Promise<number | undefined> {
  try {
    const match = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(await readFile(file, 'utf8'));
    return match ? Number(match[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}
