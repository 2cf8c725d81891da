import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { defined } from '../../lib/defined.ts';
import type { ComponentName } from '../components/component.ts';
import type { LogLine } from '../runtimes/runtime.ts';

export interface ReadLogsOptions {
  components: readonly ComponentName[];
  /** Follows the files until this returns true: nothing is written anymore. */
  followUntil?: () => boolean;
  signal?: AbortSignal;
  clock?: Clock;
}

/**
 * A run's log of one component: lines that begin with an ISO 8601 time; a line without one belongs to the line before
 * it.
 */
export const logFile = (folder: string, component: ComponentName): string => join(folder, 'logs', `${component}.log`);

/** The components' log lines, each batch in order of time: first those there are, then those to come when followed. */
export async function* readLogs(folder: string, options: ReadLogsOptions): AsyncIterable<LogLine[]> {
  const { components, followUntil, signal, clock = systemClock } = options;
  const readers = components.map((component) => ({ component, read: incrementalReader(logFile(folder, component)) }));
  const next = (): LogLine[] =>
    readers
      .flatMap(({ component, read }) => parseLines(component, read()))
      .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''));
  for (;;) {
    // Asked before the read, so that what was written until the end is still read.
    const last = followUntil?.() ?? true;
    yield next();
    if (last || signal?.aborted) return;
    try {
      await clock.sleep(150, signal);
    } catch {
      return;
    }
  }
}

/** The last lines of a component's log; empty when it wrote none. */
export function lastLogLines(folder: string, component: ComponentName, count: number): string[] {
  const file = logFile(folder, component);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean).slice(-count);
}

function parseLines(component: ComponentName, lines: string[]): LogLine[] {
  let time: string | undefined;
  return lines.map((line) => {
    const [, stamp, rest] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s?(.*)$/.exec(line) ?? [];
    time = stamp ?? time;
    return { component, text: rest ?? line, ...defined({ time }) };
  });
}

/** Each call returns the complete lines written since the last one; the first also those set aside in FILE.1. */
function incrementalReader(file: string): () => string[] {
  let offset = 0;
  let inode: number | undefined;
  let partial = '';
  const decoder = new StringDecoder('utf8');
  return () => {
    let text = '';
    const now = statSync(file, { throwIfNoEntry: false })?.ino;
    if (now !== undefined && now !== inode) {
      // The file was set aside and a new one begun: first the rest of the old one.
      text += decoder.write(readFrom(`${file}.1`, offset));
      offset = 0;
      inode = now;
    }
    const bytes = readFrom(file, offset);
    offset += bytes.length;
    const lines = (partial + text + decoder.write(bytes)).split('\n');
    partial = lines.pop() ?? '';
    return lines;
  };
}

/** What a file holds from `offset` on; nothing while it does not exist. */
function readFrom(file: string, offset: number): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - offset));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(descriptor);
  }
}
