import nodeFs from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { defined } from '../../../lib/defined.ts';
import type { Network } from './connection.ts';
import { Output } from './output.ts';
import { Sockets } from './sockets.ts';
import { plainProcess, replaceImports, type HostEnvironment, UtcDate } from './environment.ts';

/**
 * Go's own glue for WebAssembly (`wasm_exec.js` of the toolchain that built the program): the parts that are used here.
 */
interface Go {
  argv: string[];
  env: Record<string, string>;
  exit: (code: number) => void;
  exited?: boolean;
  _resume: () => void;
  readonly _scheduledTimeouts: Map<number, NodeJS.Timeout>;
  importObject: Record<string, Record<string, WebAssembly.ImportValue>>;
  run(instance: WebAssembly.Instance): Promise<void>;
}

/** What `engine/host` and package net of the program look for in their global scope. */
interface HostObject {
  ready: () => void;
  fail: (message: string) => void;
  /** Set by the program. */
  wake?: () => void;
  stop?: () => void;
}

export interface ProgramOptions {
  module: WebAssembly.Module;
  /** Go's wasm_exec.js. */
  glue: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  network: Network;
  onLine: (stream: 'stdout' | 'stderr', line: string) => void;
  onReady: () => void;
  /** The program's memory grew to this many bytes. Throwing here ends the program. */
  onMemory: (bytes: number) => void;
  /** In place of this machine's clock, randomness and files. */
  environment?: HostEnvironment;
}

/** How a program ended: its exit code, and the reason that it gave itself. */
export interface ProgramExit {
  code: number;
  message?: string;
}

/**
 * One instance of the engine in the calling thread. Its global scope, files, output, sockets and clock are its own, so
 * that several can live in one thread.
 */
export class Program {
  readonly exited: Promise<ProgramExit>;
  readonly #go: Go;
  readonly #host: HostObject;
  readonly #sockets: Sockets;
  readonly #output: Output;
  readonly #options: ProgramOptions;
  readonly #later: (task: () => void) => void;
  #instance: WebAssembly.Instance | undefined;
  #stopRequested = false;
  #resolveExit!: (exit: ProgramExit) => void;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#later = options.environment?.later ?? setImmediate;
    this.exited = new Promise((resolve) => (this.#resolveExit = resolve));
    this.#output = new Output(options.onLine, options.environment?.files);
    let failure: string | undefined;
    this.#host = {
      ready: options.onReady,
      fail: (message) => (failure = message),
    };
    this.#go = this.#createGo();
    this.#go.argv = ['engine', ...options.argv];
    this.#go.env = { ...options.env };
    this.#go.exit = (code) => {
      this.#forgetTimers();
      this.#output.flush();
      this.#sockets.closeAll();
      this.#resolveExit({ code, ...defined({ message: failure }) });
    };
    this.#sockets = new Sockets(
      options.network,
      () => this.#memory().buffer,
      () => {
        if (this.#go.exited !== true) this.#host.wake?.();
      },
      this.#later,
    );
  }

  /** Runs the program's main function until it first waits. A trap in the program's code is thrown. */
  async start(): Promise<void> {
    this.#go.importObject.sandbox = this.#sockets.imports;
    const { environment } = this.#options;
    if (environment) replaceImports(this.#go, environment, () => this.#memory().buffer);
    this.#watchMemory();
    this.#instance = await WebAssembly.instantiate(this.#options.module, this.#go.importObject);
    this.#options.onMemory(this.#memory().buffer.byteLength);
    // Settles when the program exits, which `exit` reports; it rejects when the program traps before it first waits.
    await Promise.race([this.#go.run(this.#instance), new Promise<void>((resolve) => setImmediate(resolve))]);
  }

  /** Asks the program to stop; it does so as soon as it listens to the request. */
  stop(): void {
    this.#stopRequested = true;
    if (this.#go.exited !== true) this.#host.stop?.();
  }

  /** What is still to come back to a program that has exited (timers, files) must not call it: its glue would throw. */
  #forgetTimers(): void {
    const go = this.#go;
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer);
    go._scheduledTimeouts.clear();
    go._resume = () => undefined;
  }

  #memory(): WebAssembly.Memory {
    if (!this.#instance) throw new Error('the program has not been started');
    return this.#instance.exports.mem as WebAssembly.Memory;
  }

  #watchMemory(): void {
    const imports = this.#go.importObject.gojs as Record<string, (sp: number) => void>;
    const reset = imports['runtime.resetMemoryDataView'];
    imports['runtime.resetMemoryDataView'] = (sp) => {
      reset?.(sp);
      this.#options.onMemory(this.#memory().buffer.byteLength);
    };
  }

  /**
   * Evaluates Go's glue with a global scope made for this program; what the glue takes from ours comes in as
   * parameters.
   */
  #createGo(): Go {
    const host = this.#host;
    const requested = (): boolean => this.#stopRequested;
    const later = this.#later;
    // A stop that came before the program listened for one is delivered when it does.
    Object.defineProperty(host, 'stop', {
      set(stop: () => void) {
        Object.defineProperty(host, 'stop', { value: stop });
        if (requested()) later(stop);
      },
      configurable: true,
    });
    const { environment } = this.#options;
    const scope = {
      Array,
      Date: environment ? UtcDate : Date,
      Error,
      Object,
      Uint8Array,
      TextDecoder,
      TextEncoder,
      crypto: globalThis.crypto,
      fs: { ...(environment?.files ?? nodeFs), ...this.#output.files },
      path: environment ? path.posix : path,
      performance,
      process: environment ? plainProcess : process,
      sandboxHost: host,
    } as unknown as Record<string, unknown> & { Go: new () => Go };
    const say = (...words: unknown[]): void => {
      this.#options.onLine('stderr', words.map(String).join(' '));
    };
    const glue = compileFunction(this.#options.glue, ['globalThis', 'fs', 'console'], {
      filename: 'wasm_exec.js',
    }) as (scope: unknown, fs: unknown, console: unknown) => void;
    glue(scope, scope.fs, { log: say, warn: say, error: say });
    return new scope.Go();
  }
}
