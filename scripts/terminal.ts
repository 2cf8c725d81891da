import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '../lib/duration/format-duration.ts';
import { waitUntil } from '../lib/wait.ts';
import { builtEntry } from '../lib/paths.ts';

export interface Size {
  columns: number;
  rows: number;
}

export interface TerminalOptions extends Size {
  /** Options of Node itself. */
  node?: readonly string[];
  /** Where sandboxes are recorded; a folder of its own by default, so that no other sandbox is met. */
  stateHome?: string;
}

/** A terminal in which the built command runs, to be looked at. */
export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sandbox-terminal-'));

  constructor(args: readonly string[], { columns, rows, node = [], stateHome = this.#folder }: TerminalOptions) {
    const env = `env -u CI -u NO_COLOR TERM=tmux-256color XDG_STATE_HOME='${stateHome}'`;
    const words = [`'${process.execPath}'`, ...node, `'${builtEntry('cli/main')}'`, ...args];
    const command = `${env} ${words.join(' ')}; echo "exit=$?"; exec cat`;
    this.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh', '-c', command);
    this.#tmux('set-option', '-g', 'status', 'off');
  }

  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** The screen with its colors. */
  capture(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** From now on everything that is written to the terminal also goes into a file; resolves to its path. */
  record(): string {
    const file = join(this.#folder, 'written');
    this.#tmux('pipe-pane', '-O', `cat > '${file}'`);
    return file;
  }

  /** Waits until the screen shows this; resolves to the screen. */
  shows(pattern: RegExp): Promise<string> {
    return this.showsFrame((screen) => pattern.test(screen));
  }

  async showsFrame(holds: (screen: string) => boolean, timeoutMs = 240_000): Promise<string> {
    const waited = await waitUntil(
      () => {
        const screen = this.#tmux('capture-pane', '-p');
        return holds(screen) ? { done: true, value: screen } : { done: false, seen: screen };
      },
      { timeoutMs, intervalMs: 100 },
    );
    if (waited.ok) return waited.value;
    throw new Error(`the screen is not as it should be after ${formatDuration(timeoutMs)}:\n${waited.lastSeen}`);
  }

  close(): void {
    this.#tmux('kill-server');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', join(this.#folder, 'socket'), ...args], { encoding: 'utf8' });
  }
}
