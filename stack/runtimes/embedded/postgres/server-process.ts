import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { continueTree } from '../../../../lib/process-tree.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { serverArguments } from './settings.ts';
import { runTool, toolEnvironment } from './tool.ts';

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  pid: number;
  /** The last lines of its log, oldest first. */
  recentLog: readonly string[];
  /** Resolves when it accepts connections; rejects when it ended before. */
  accepting: Promise<void>;
  exited: Promise<Exit>;
  /** Fast shutdown, by force after `graceMs`; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /**
   * Immediate shutdown: nothing is written and the next start has to recover, as after a crash. It is PostgreSQL's own,
   * because a server that is killed leaves a segment of shared memory on the machine.
   */
  kill(graceMs: number): Promise<void>;
}

/** The server ended before it accepted connections. */
export class EndedEarly extends Error {}

/** The signal that ends the server. */
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

export interface ServerProcessOptions {
  binaries: Binaries;
  account: Account | undefined;
  cwd: string;
  dataFolder: string;
  port: number;
  onLog: ((line: string) => void) | undefined;
}

/** Starts the server in a session of its own: Ctrl-C at the terminal must not reach it before those that use it. */
export async function spawnServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const { binaries, account, cwd, dataFolder, port, onLog } = options;
  const child = spawn(binaries.postgres, serverArguments(dataFolder, port), {
    cwd,
    env: toolEnvironment,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...account,
  });
  const exited = new Promise<Exit>((resolve) => {
    // "close" and not "exit": its last words are read by then.
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const pid = await pidOf(child);
  const recentLog: string[] = [];
  const accepting = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      recentLog.push(line);
      if (recentLog.length > 20) recentLog.shift();
      onLog?.(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    void exited.then(({ code, signal }) =>
      reject(new EndedEarly(`it ended with ${signal ?? `exit code ${code ?? '?'}`}`)),
    );
  });
  // Whoever starts it awaits this; until then an early end must not be an unhandled rejection.
  accepting.catch(() => undefined);

  async function shutDown(mode: keyof typeof signals, graceMs: number): Promise<void> {
    const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
    if (process.platform === 'win32') {
      await runTool(binaries.pgCtl, ['stop', '-D', dataFolder, '-m', mode], { account, cwd }).catch(() => child.kill());
    } else {
      child.kill(signals[mode]);
      // A paused process handles the signal only when it continues.
      continueTree(pid);
    }
    await exited;
    clearTimeout(force);
  }

  return {
    pid,
    recentLog,
    accepting,
    exited,
    stop: (graceMs) => shutDown('fast', graceMs),
    kill: (graceMs) => shutDown('immediate', graceMs),
  };
}

async function pidOf(child: ChildProcess): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  return new Promise((_resolve, reject) => child.once('error', reject));
}
