import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { Random } from '../../lib/random.ts';
import type { Network } from '../../stack/engine/host/connection.ts';
import { Program, type ProgramExit } from '../../stack/engine/host/program.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { EngineRole } from '../../stack/engine/start.ts';
import type { MemoryFiles } from '../files/memory-files.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

export interface RoleOptions {
  engine: LoadedEngine;
  /** As for the real command. */
  argv: readonly string[];
  time: VirtualTime;
  /** Its own. */
  random: Random;
  network: Network;
  files: MemoryFiles;
  onLog: (line: string) => void;
}

/** A role of the engine that runs in virtual time. */
export interface RunningRole {
  /** Shuts the role down, which flushes its data, and waits for its end. */
  stop(): Promise<ProgramExit>;
  readonly exited: Promise<ProgramExit>;
}

/** GOMEMLIMIT, in bytes: above it Go collects garbage as often as it can. */
const memoryLimit = 1536 * 2 ** 20;
/** GOGC: how much more memory Go takes before it collects garbage. Twice its default takes a tenth less processor time. */
const garbagePercent = '200';
/** How many of the last lines of output are the details of a failure. */
const linesKept = 20;

/**
 * Starts a role in this thread, and waits in virtual time until it is ready. Rejects with a UserError if it ends
 * before.
 */
export async function startRole(role: EngineRole, options: RoleOptions): Promise<RunningRole> {
  const { engine, argv, time, random, network, files, onLog } = options;
  const lastLines: string[] = [];
  let becomeReady!: () => void;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const program = new Program({
    module: engine.module,
    glue: engine.glue,
    argv: [role, ...argv],
    env: { TMPDIR: '/tmp', GOMEMLIMIT: String(memoryLimit), GOGC: garbagePercent },
    network,
    onLine: (_stream, line) => {
      lastLines.push(line);
      if (lastLines.length > linesKept) lastLines.shift();
      onLog(line);
    },
    onReady: () => {
      time.settles();
      becomeReady();
    },
    onMemory: () => undefined,
    environment: {
      clock: time,
      fillRandom: (bytes) => {
        for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.int(256);
      },
      files: files.functions,
      later: time.later,
    },
  });
  const { exited } = program;
  await time.outside(program.start());
  const ended = exited.then((exit): never => {
    throw failureOf(role, exit, lastLines);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return {
    exited,
    stop: () => {
      time.settles();
      program.stop();
      return exited;
    },
  };
}

function failureOf(role: EngineRole, { code, message }: ProgramExit, details: readonly string[]): UserError {
  return new UserError(`${role} ended with code ${code}: ${message ?? 'stopped before it was ready'}`, {
    code: 'engine-failed',
    exitCode: ExitCode.bootFailed,
    details: [...details],
  });
}
