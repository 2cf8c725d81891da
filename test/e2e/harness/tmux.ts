import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { builtEntry } from '../../../lib/paths.ts';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { waitUntil } from '../../../lib/wait.ts';

/** Why these tests cannot run here, if they cannot. */
export const tmuxMissing: string | undefined = (() => {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'tmux is not installed';
  }
})();

export interface TmuxOptions {
  /** XDG_STATE_HOME of the command. */
  stateHome: string;
  columns?: number;
  rows?: number;
  /** Options of Node itself. */
  node?: readonly string[];
}

/** A real terminal, driven from outside: a shell in it has printed `before`, then runs the command, then prints its exit code. */
export class Tmux {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sandbox-tmux-'));
  readonly #exitFile = join(this.#folder, 'exit');
  #isClosed = false;

  constructor(args: readonly string[], { stateHome, columns = 80, rows = 24, node = [] }: TmuxOptions) {
    const variables = { TERM: 'tmux-256color', XDG_STATE_HOME: stateHome };
    const assignments = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
    const command = `env -u CI -u NO_COLOR -u GITHUB_ACTIONS ${assignments.join(' ')} '${process.execPath}' ${node.join(' ')} '${builtEntry('cli/main')}' ${args.join(' ')}`;
    // The shell survives the end of the terminal, to report how the command ended.
    const script = `trap : HUP; echo before; ${command}; code=$?; echo $code > '${this.#exitFile}'; echo "exit=$code"; exec cat`;
    this.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh', '-c', script);
    this.#tmux('set-option', '-g', 'status', 'off');
    onTestFinished(() => {
      if (!this.#isClosed) this.#tmux('kill-server');
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** Closes the terminal, as a user closes its window, and waits for the exit code of the command. */
  async close(): Promise<number> {
    this.#tmux('kill-server');
    this.#isClosed = true;
    const waited = await waitUntil(
      () => {
        const code = existsSync(this.#exitFile) ? readFileSync(this.#exitFile, 'utf8').trim() : '';
        return code === '' ? { done: false, seen: 'still running' } : { done: true, value: Number(code) };
      },
      { timeoutMs: 60_000, intervalMs: 50 },
    );
    if (waited.ok) return waited.value;
    throw new Error('The command did not end with its terminal.');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The text on the screen now. */
  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** A property of the terminal, such as `alternate_on`. */
  property(name: string): string {
    return this.#tmux('display-message', '-p', `#{${name}}`).trim();
  }

  /** Waits until the screen shows this. */
  async shows(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    const waited = await waitUntil(
      () => {
        const screen = this.screen();
        return pattern.test(screen) ? { done: true, value: screen } : { done: false, seen: screen };
      },
      { timeoutMs, intervalMs: 50 },
    );
    if (waited.ok) return waited.value;
    throw new Error(
      `After ${formatDuration(timeoutMs)} the screen does not show ${String(pattern)}:\n${waited.lastSeen}`,
    );
  }

  /** Waits until the screen no longer shows this. */
  async hides(pattern: RegExp, timeoutMs = 60_000): Promise<void> {
    const waited = await waitUntil(
      () => (pattern.test(this.screen()) ? { done: false, seen: 'there' } : { done: true, value: true }),
      { timeoutMs, intervalMs: 50 },
    );
    if (!waited.ok)
      throw new Error(
        `After ${formatDuration(timeoutMs)} the screen still shows ${String(pattern)}:\n${this.screen()}`,
      );
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', join(this.#folder, 'socket'), ...args], { encoding: 'utf8' });
  }
}
