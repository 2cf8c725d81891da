import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtEntry } from '../../lib/paths.ts';
import type { RuntimeKind } from '../../stack/runtimes/runtime.ts';

/** One user: the folders below `home` are for temporary files and for the state. */
export interface User {
  home: string;
  runtime: RuntimeKind;
}

export const temporaryFolder = (home: string): string => join(home, 'tmp');
export const stateFolder = (home: string): string => join(home, 'state', 'sandbox');

/** A command of the sandbox in a process group of its own. */
export class Command {
  readonly pid: number;
  /** The exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** What it has printed. */
  output = '';
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { home, runtime }: User) {
    mkdirSync(temporaryFolder(home), { recursive: true });
    const boots = args[0] !== 'down';
    const all = boots ? [...args, '--runtime', runtime, '--ports', 'auto'] : args;
    this.#child = spawn(process.execPath, [builtEntry('cli/main'), ...all], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_STATE_HOME: join(home, 'state'), TMPDIR: temporaryFolder(home) },
    });
    this.pid = this.#child.pid ?? 0;
    this.exited = new Promise((resolve) => this.#child.once('exit', (code) => resolve(code)));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  /** Kills this process alone, as the kernel does when it is out of memory. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
