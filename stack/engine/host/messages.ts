/** The data with which a worker is started. */
export interface WorkerInput {
  module: WebAssembly.Module;
  glue: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  listeners: Readonly<Record<number, number>>;
  hosts: Readonly<Record<string, string>>;
  memoryLimitBytes: number;
  /** One 64-bit number that the worker keeps at the size of the program's memory, in bytes. */
  memory: SharedArrayBuffer;
  /** One 32-bit number, 1 while the thread has to pause: it handles no messages then. */
  pauseFlag: SharedArrayBuffer;
}

/** To a worker: stop, or a request that it answers with `done` and the same id. */
export type ToWorker = { type: 'stop' } | (Interruption & { id: number });
export type Interruption = { type: 'pause' } | { type: 'disconnect' } | { type: 'reconnect' };

export interface OutputLine {
  stream: 'stdout' | 'stderr';
  text: string;
}

export type FromWorker =
  | { type: 'listening'; inner: number; port: number }
  | { type: 'taken'; inner: number; port: number; message: string; code: string }
  | { type: 'lines'; lines: OutputLine[] }
  | { type: 'ready' }
  | { type: 'done'; id: number; error?: string }
  | { type: 'exit'; code: number; message?: string };
