import { messageOf } from '../lib/errors.ts';
import { ExitCode } from '../lib/exit-codes.ts';
import { Interrupted } from '../stack/session/session-error.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** A resource that must not outlive this process. */
export interface Owned {
  stop: () => Promise<void>;
  /** Stops it immediately, without waiting. */
  kill: () => void;
}

/** One Ctrl-C can arrive twice: from the terminal, and from npm, which forwards it. */
const repeatMs = 250;
/** How long the teardown after an internal error may take. */
const teardownLimitMs = 40_000;

/** Ends a process that owns a sandbox, after teardown: on a signal, on closed output, or on an internal error. */
export class Lifetime {
  readonly #terminal: Terminal;
  readonly #interrupted = new AbortController();
  readonly #owned = new Set<Owned>();
  #signals = 0;
  #lastSignal = 0;
  #watching = false;
  #failure: ExitCode | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.closed.addEventListener('abort', () => this.#onOutputClosed(terminal.closed.reason));
    process.on('uncaughtException', (error) => void this.#onInternalError(error));
    process.on('unhandledRejection', (reason) => void this.#onInternalError(reason));
  }

  /** Aborted with an `Interrupted` by the first signal. */
  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  /** What a command ends with, unless an internal error occurred or its output could not be written. */
  exitCode(code: ExitCode): ExitCode {
    return this.#failure ?? code;
  }

  /** Acts like a signal of this name: in raw mode the terminal sends none, so the terminal UI calls this. */
  interrupt(name: string): void {
    this.#onSignal(name);
  }

  /** Handles signals with a teardown from now on; before, they end the process, as is the default. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#onSignal(name));
  }

  /** Stops this resource when the process ends; the returned function releases it. */
  own(thing: Owned): () => void {
    this.#owned.add(thing);
    return () => void this.#owned.delete(thing);
  }

  #onSignal(name: string): void {
    const now = performance.now();
    if (this.#signals > 0 && now - this.#lastSignal < repeatMs) return;
    this.#lastSignal = now;
    this.#signals += 1;
    if (this.#signals === 1) {
      this.#terminal.err(`${name}: stopping`);
      this.#interrupted.abort(new Interrupted(`interrupted by ${name}`));
    } else if (this.#signals === 2) {
      this.#terminal.err('still tearing down; press Ctrl-C again to kill everything');
    } else {
      this.#terminal.detachScreen();
      this.#terminal.err('killing everything');
      for (const one of this.#owned) one.kill();
      process.exit(ExitCode.interrupted);
    }
  }

  #onOutputClosed(error: unknown): void {
    // EIO: the terminal was closed.
    const isUnread = error instanceof Error && 'code' in error && ['EPIPE', 'EIO'].includes(String(error.code));
    if (!isUnread) {
      this.#failure = ExitCode.bootFailed;
      this.#terminal.err(`error: The output could not be written: ${messageOf(error)}.`);
    }
    if (!this.#watching) process.exit(isUnread ? ExitCode.ok : ExitCode.bootFailed);
    this.#interrupted.abort(new Interrupted('the output was closed'));
  }

  async #onInternalError(error: unknown): Promise<void> {
    this.#terminal.detachScreen();
    const exitCode = reportError(error, this.#terminal);
    this.#failure = exitCode;
    const limit = setTimeout(() => this.#kill(), teardownLimitMs);
    await Promise.allSettled([...this.#owned].map((one) => one.stop()));
    clearTimeout(limit);
    process.exit(exitCode);
  }

  #kill(): void {
    for (const one of this.#owned) one.kill();
    process.exit(ExitCode.internal);
  }
}
