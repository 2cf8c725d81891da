import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import { defined } from '../../lib/defined.ts';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { builtEntry } from '../../lib/paths.ts';
import type { Interruptible } from '../components/interruptible.ts';
import { explainError } from '../threads/explain-error.ts';
import { ThreadRequests } from '../threads/thread-requests.ts';
import { explainOutput } from './explain-output.ts';
import type { FromWorker, Interruption, OutputLine, ToWorker, WorkerInput } from './host/messages.ts';
import type { LoadedEngine } from './load.ts';

/** The roles of the program that `ensureEngine` returns. */
export type EngineRole = 'collector' | 'prometheus';
/** The roles of the program that `ensureShop` returns. */
export type ShopRole = 'redis' | 'legacy' | 'shipping';
export type EngineState = 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed';

export interface EngineOptions {
  /** The program that has the role. */
  engine: LoadedEngine;
  /**
   * As for the real command: `['--config=...', '--feature-gates=...']`, `['--config.file=...',
   * '--web.enable-otlp-receiver']`. The services take their settings from `env`.
   */
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /**
   * The port on which the configuration listens -> the port of 127.0.0.1, 0 for any free one. Those not named get any
   * free one.
   */
  listeners?: Readonly<Record<number, number>>;
  /**
   * `name:port` as the configuration has it -> `address:port` of this machine, for example `jaeger:4318` ->
   * `127.0.0.1:19999`.
   */
  hosts?: Readonly<Record<string, string>>;
  /** The component fails when its memory grows beyond; 1 GiB by default. */
  memoryLimitBytes?: number;
  onLog?: (line: OutputLine) => void;
  onState?: (state: EngineState, detail?: string) => void;
}

/**
 * How a component ended; `message` is the reason when it was not asked to, the component's own message where it has
 * one.
 */
export interface EngineExit {
  code: number;
  message?: string;
}

export interface EngineHandle extends Interruptible {
  readonly role: EngineRole | ShopRole;
  readonly state: EngineState;
  /**
   * Resolves when the component reports that it is ready, with the ports of 127.0.0.1 by the port in its configuration.
   * Rejects with a UserError (`port-taken` or `engine-failed`, exit code 4) when it ends before.
   */
  readonly ready: Promise<Readonly<Record<number, number>>>;
  /** Never rejects. */
  readonly exited: Promise<EngineExit>;
  /**
   * Shuts the component down, which flushes what it holds, and ends it by force after `timeoutMs` (10 s by default). A
   * paused one is resumed.
   */
  stop(options?: { timeoutMs?: number }): Promise<EngineExit>;
  /** Ends it at once, also a paused one. */
  terminate(): Promise<EngineExit>;
  /** The size of its WebAssembly memory. */
  memoryBytes(): number;
}

const defaultMemoryLimit = 1024 * 2 ** 20;
const defaultStopTimeoutMs = 10_000;
/** How long the thread of a component that has ended may take to send its last bytes. */
const lingerMs = 1_000;
/** The share of its memory limit at which Go begins to collect garbage as hard as it can. */
const softLimit = 0.8;
/** Of a component's thread; memory is used only as far as the stack reaches. */
const stackSizeMb = 16;
/**
 * Of a component's thread: between the engine and Node only short-lived objects pass. The usual 48 MB fill up before
 * they are collected.
 */
const maxYoungGenerationSizeMb = 6;
/** How many of the last lines of output explain a failure. */
const linesKept = 20;

/** Starts one role of a program in a thread of its own. */
export function startEngine(role: EngineRole | ShopRole, options: EngineOptions): EngineHandle {
  return new EngineThread(role, options);
}

class EngineThread implements EngineHandle {
  readonly role: EngineRole | ShopRole;
  readonly ready: Promise<Readonly<Record<number, number>>>;
  readonly exited: Promise<EngineExit>;

  readonly #options: EngineOptions;
  readonly #worker: Worker;
  readonly #memory = new SharedArrayBuffer(8);
  readonly #requests = new ThreadRequests();
  readonly #ports: Record<number, number> = {};
  readonly #lastLines: string[] = [];
  #state: EngineState = 'starting';
  #taken: { inner: number; port: number; message: string; code: string } | undefined;
  #exit: EngineExit | undefined;
  #resolveReady!: (ports: Readonly<Record<number, number>>) => void;
  #rejectReady!: (error: UserError) => void;
  #resolveExited!: (exit: EngineExit) => void;

  constructor(role: EngineRole | ShopRole, options: EngineOptions) {
    this.role = role;
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // A caller that only waits for the exit must not see an unhandled rejection.
    this.ready.catch(() => undefined);
    this.exited = new Promise((resolve) => (this.#resolveExited = resolve));
    options.onState?.('starting');
    const memoryLimitBytes = options.memoryLimitBytes ?? defaultMemoryLimit;
    const input: WorkerInput = {
      module: options.engine.module,
      glue: options.engine.glue,
      argv: [role, ...options.argv],
      env: {
        TMPDIR: tmpdir(),
        GOMEMLIMIT: String(Math.floor(memoryLimitBytes * softLimit)),
        // Read by engine/overlay/goroot/net/http: no server answers web pages.
        SANDBOX_LOCAL_ONLY: 'true',
        ...options.env,
      },
      listeners: options.listeners ?? {},
      hosts: options.hosts ?? {},
      memoryLimitBytes,
      memory: this.#memory,
      pauseFlag: this.#requests.pauseFlag,
    };
    this.#worker = new Worker(builtEntry('stack/engine/host/worker'), {
      workerData: input,
      name: role,
      // Go's calls are on this stack. The usual 4 MiB end before 20,000 levels of telemetry or 8,000 parentheses of a query.
      resourceLimits: { stackSizeMb, maxYoungGenerationSizeMb },
    });
    this.#worker.on('message', (message: FromWorker) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#finish({ code: ExitCode.internal, message: explainError(error) });
    });
    this.#worker.on('exit', (code) => {
      this.#finish({ code, message: 'its thread was ended' });
    });
  }

  get state(): EngineState {
    return this.#state;
  }

  memoryBytes(): number {
    return this.#exit ? 0 : Number(Atomics.load(new BigInt64Array(this.#memory), 0));
  }

  async stop({ timeoutMs = defaultStopTimeoutMs }: { timeoutMs?: number } = {}): Promise<EngineExit> {
    if (this.#exit) return this.#exit;
    this.#setState('stopping');
    this.#requests.resume();
    this.#worker.postMessage({ type: 'stop' } satisfies ToWorker);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, timeoutMs, undefined)));
    const exit = await Promise.race([this.exited, late]);
    clearTimeout(timer);
    if (exit) return exit;
    this.#finish({ code: 1, message: `did not stop within ${formatDuration(timeoutMs)} and was ended` });
    return this.terminate();
  }

  async terminate(): Promise<EngineExit> {
    if (!this.#exit) this.#setState('stopping');
    await this.#worker.terminate();
    return this.exited;
  }

  pause(): Promise<void> {
    return this.#request({ type: 'pause' });
  }

  resume(): Promise<void> {
    this.#requests.resume();
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return this.#request({ type: 'disconnect' });
  }

  reconnect(): Promise<void> {
    return this.#request({ type: 'reconnect' });
  }

  #request(request: Interruption): Promise<void> {
    if (this.#exit) return Promise.reject(this.#toError(this.#exit));
    return this.#requests.send(this.#worker, request);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'listening':
        this.#ports[message.inner] = message.port;
        return;
      case 'taken':
        this.#taken = message;
        return;
      case 'lines':
        for (const line of message.lines) {
          this.#lastLines.push(line.text);
          this.#options.onLog?.(line);
        }
        this.#lastLines.splice(0, Math.max(0, this.#lastLines.length - linesKept));
        return;
      case 'ready':
        if (this.#state === 'starting') this.#setState('ready');
        this.#resolveReady({ ...this.#ports });
        return;
      case 'done':
        this.#requests.settle(message.id, message.error === undefined ? undefined : this.#refusal(message.error));
        return;
      case 'exit':
        this.#finish({ code: message.code, ...defined({ message: message.message }) });
    }
  }

  #finish(exit: EngineExit): void {
    if (this.#exit) return;
    const byForce = this.#state === 'stopping' && exit.message === 'its thread was ended';
    // A subcommand such as `validate` ends well without ever being ready; a component that was ready ends only when it
    // is asked to.
    const failed = !byForce && (exit.code !== 0 || this.#state === 'ready');
    this.#exit = failed
      ? { code: exit.code, message: exit.message ?? explainOutput(this.#lastLines, exit.code) }
      : { code: exit.code };
    this.#setState(failed ? 'failed' : 'stopped', this.#exit.message);
    this.#rejectReady(this.#toError(this.#exit));
    this.#requests.rejectAll(this.#toError(this.#exit));
    this.#resolveExited(this.#exit);
    setTimeout(() => void this.#worker.terminate(), lingerMs).unref();
  }

  #setState(state: EngineState, detail?: string): void {
    this.#state = state;
    this.#options.onState?.(state, detail);
  }

  #refusal(message: string): Error {
    const taken = this.#portTaken();
    // A later end of the component has another reason.
    this.#taken = undefined;
    return taken ?? new Error(`${this.role}: ${message}`);
  }

  #portTaken(): UserError | undefined {
    const taken = this.#taken;
    if (taken?.code !== 'EADDRINUSE') return undefined;
    return new UserError(
      `Port ${taken.port} of 127.0.0.1 is taken; ${this.role} needs it for its port ${taken.inner}`,
      {
        code: 'port-taken',
        hint: 'Stop the process that uses the port, or use free ports with --ports auto.',
        exitCode: ExitCode.bootFailed,
        details: this.#lastLines,
      },
    );
  }

  #toError(exit: EngineExit): UserError {
    const details = this.#lastLines;
    const taken = this.#portTaken();
    if (taken) return taken;
    return new UserError(
      `${this.role} ended with code ${exit.code}: ${exit.message ?? 'stopped before it was ready'}`,
      {
        code: 'engine-failed',
        exitCode: ExitCode.bootFailed,
        details,
      },
    );
  }
}
