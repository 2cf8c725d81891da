import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../lib/make-folder.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Sampling } from '../pacing/prepare-config.ts';
import type { Endpoints } from '../components/endpoints.ts';
import type { ServiceName } from '../services/index.ts';
import type { ProcessName, RuntimeKind } from '../runtimes/runtime.ts';
import { inStateFolder } from './state-folder.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface RecordedProcess extends ProcessIdentity {
  name: ProcessName;
}

/**
 * What is written down of a sandbox, so that other commands reach it and a later start can clean up after it was
 * killed.
 */
export interface SessionRecord {
  schema: 1;
  id: string;
  /** The process that runs the sandbox. */
  owner: ProcessIdentity;
  /** ISO 8601. */
  since: string;
  /** How it was started, such as `sandbox up`. */
  command: string;
  runtime: RuntimeKind;
  pace: number;
  seed: number;
  /** Absent in a record of an earlier version. */
  sampling?: Sampling;
  /** The share of traces that the services sample; all where it is missing. */
  headSampling?: number;
  ports: 'default' | 'auto';
  /** The demo services that it boots. */
  services: readonly ServiceName[];
  /** Logs and data of this run. */
  folder: string;
  /** Whether the folder outlives the sandbox. */
  keep: boolean;
  /** Path of the control channel: a unix socket, on Windows a named pipe. */
  socket: string;
  /** What the control channel and the services' control endpoints require for a change. */
  token: string;
  /** The origin of the web UI; absent where none is served. */
  workbench?: string;
  /** Absent while it boots. */
  endpoints?: Endpoints;
  /** Everything that was started and could outlive the owner. */
  processes: RecordedProcess[];
}

const fileName = 'sandbox.json';

/** Replaces the record in one step: a reader sees the old one or the new one, never half of one. */
export function writeRecord(state: string, record: SessionRecord): void {
  const file = join(state, fileName);
  const temporary = `${file}.${process.pid}`;
  const write = (): void => {
    makeFolder(state);
    writeFileSync(temporary, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  };
  inStateFolder(state, write, temporary);
}

/**
 * The record in this state folder, of a running sandbox or of one that was killed.
 * @throws UserError (exit code 4) when another version of the sandbox wrote it, or it is damaged: its leftovers are not ours to guess.
 */
export function readRecord(state: string): SessionRecord | undefined {
  const file = join(state, fileName);
  const text = inStateFolder(state, () => readIfThere(file));
  if (text === undefined) return undefined;
  const record = parse(text);
  if (!isRecord(record)) {
    throw new UserError(`The record of a running sandbox in ${file} cannot be read by this version.`, {
      code: 'record-unreadable',
      exitCode: ExitCode.bootFailed,
      hint: 'Stop that sandbox with the version that started it; if none is running, delete the file.',
    });
  }
  return record;
}

/** Removes the record, if it is still the one of this session. */
export function removeRecord(state: string, id: string): void {
  const file = join(state, fileName);
  try {
    if (parse(readFileSync(file, 'utf8'))?.id === id) rmSync(file, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether it has what a clean-up relies on; an incomplete one was damaged or written by another version. */
function isRecord(record: Partial<SessionRecord> | undefined): record is SessionRecord {
  return (
    record?.schema === 1 &&
    Array.isArray(record.processes) &&
    typeof record.owner?.pid === 'number' &&
    [record.id, record.folder, record.socket, record.since].every((text) => typeof text === 'string')
  );
}

function parse(text: string): Partial<SessionRecord> | undefined {
  try {
    return JSON.parse(text) as Partial<SessionRecord>;
  } catch {
    return undefined;
  }
}
