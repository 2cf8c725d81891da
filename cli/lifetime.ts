import { ExitCode } from '../lib/exit-codes.ts';
import { Interrupted } from '../stack/session/session-error.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Something that must not outlive this process. */
export interface Owned {
  stop: () => Promise<void>;
  /** At once and without waiting. */
  kill: () => void;
}

/** One press of Ctrl-C can arrive twice: from the terminal, and again from npm, which passes it on. */
const repeatMs = 250;
/** How long the teardown after an internal error may take. */
const teardownLimitMs = 40_000;

/** How a process that owns a sandbox ends: by a signal, by the end of its output, or by an internal error; always after the teardown. */
export class Lifetime {
  readonly #terminal: Terminal;
  readonly #interrupted = new AbortController();
  readonly #owned = new Set<Owned>();
  #signals = 0;
  #lastSignal = 0;
  #watching = false;
  #hasFailed = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.closed.addEventListener('abort', () => this.#onOutputClosed());
    process.on('uncaughtException', (error) => void this.#onInternalError(error));
    process.on('unhandledRejection', (reason) => void this.#onInternalError(reason));
  }

  /** Aborted with an `Interrupted` by the first signal. */
  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  /** What a command ends with, unless an internal error occurred. */
  exitCode(code: ExitCode): ExitCode {
    return this.#hasFailed ? ExitCode.internal : code;
  }

  /** As a signal of this name would: the key of a screen that has the terminal, which then sends none. */
  interrupt(name: string): void {
    this.#onSignal(name);
  }

  /** From now on signals mean "tear down"; without it they end the process, as they do by default. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#onSignal(name));
  }

  /** Takes responsibility for something; the returned function gives it up. */
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
      this.#terminal.err('still tearing down; once more ends everything hard');
    } else {
      this.#terminal.takeBack();
      this.#terminal.err('ending everything hard');
      for (const one of this.#owned) one.kill();
      process.exit(ExitCode.interrupted);
    }
  }

  #onOutputClosed(): void {
    if (!this.#watching) process.exit(ExitCode.ok);
    this.#interrupted.abort(new Interrupted('its output was closed'));
  }

  async #onInternalError(error: unknown): Promise<void> {
    this.#hasFailed = true;
    this.#terminal.takeBack();
    reportError(error, this.#terminal);
    const limit = setTimeout(() => this.#endHard(), teardownLimitMs);
    await Promise.allSettled([...this.#owned].map((one) => one.stop()));
    clearTimeout(limit);
    process.exit(ExitCode.internal);
  }

  #endHard(): void {
    for (const one of this.#owned) one.kill();
    process.exit(ExitCode.internal);
  }
}
