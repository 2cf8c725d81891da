import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { waitUntil } from '../../../lib/wait.ts';
import { builtEntry } from '../../../lib/paths.ts';

export interface CliResult {
  /** The exit code, or the signal that ended it. */
  code: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  /** XDG_STATE_HOME of the command: each test has its own. */
  stateHome: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each piece of output. */
  onOutput?: () => void;
}

/** How long the pipes may stay open after the command has ended, in milliseconds; a left-behind process may hold them. */
const closeLimitMs = 30_000;

/** The built command as a user starts it: in its own process group, as a shell makes one for each command. */
export class Cli {
  readonly #child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly exited: Promise<CliResult>;

  constructor(args: readonly string[], { stateHome, env = {}, onOutput = () => undefined }: CliOptions) {
    const main = builtEntry('cli/main');
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build`);
    this.#child = spawn(process.execPath, [main, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The variables that decide on reporters and colors must not differ between a user's machine and CI.
      env: {
        ...process.env,
        ...{ GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', NO_COLOR: '1' },
        ...env,
        XDG_STATE_HOME: stateHome,
      },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', onOutput);
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        const code = this.#child.exitCode ?? this.#child.signalCode ?? 'SIGKILL';
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      };
      this.#child.once('close', end);
      this.#child.once('exit', () => setTimeout(end, closeLimitMs).unref());
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it has said this, on stdout or stderr. */
  async says(pattern: RegExp, timeoutMs = 120_000): Promise<void> {
    const waited = await waitUntil(
      () => {
        if (pattern.test(this.stdout) || pattern.test(this.stderr)) return { done: true, value: true };
        return this.#hasEnded() ? { done: true, value: false } : { done: false, seen: 'not said' };
      },
      { timeoutMs, intervalMs: 10 },
    );
    if (waited.ok && waited.value) return;
    const how = this.#hasEnded() ? 'It ended' : `It has run for ${formatDuration(timeoutMs)}`;
    throw new Error(`${how} and has not said ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Closes our end of its stdout, as `head` does when it has enough. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  /** A signal to the whole process group, which is what Ctrl-C does. */
  press(signal: NodeJS.Signals = 'SIGINT'): void {
    process.kill(-this.pid, signal);
  }

  /** A signal to this process alone. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
