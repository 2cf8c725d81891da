/** What a worker is started with. */
export interface WorkerInput {
  module: WebAssembly.Module;
  wasmExecPath: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  listeners: Readonly<Record<number, number>>;
  hosts: Readonly<Record<string, string>>;
  memoryLimitBytes: number;
  /** One 64-bit number that the worker keeps at the size of the program's memory, in bytes. */
  memory: SharedArrayBuffer;
  /** One 32-bit number, 1 while the thread is to stand still: it cannot hear a message then. */
  standstill: SharedArrayBuffer;
}

/** What a worker is told: to stop, or to do what it answers with `done` of the same number. */
export type ToWorker = { type: 'stop' } | { type: WorkerOrder; order: number };
export type WorkerOrder = 'pause' | 'disconnect' | 'reconnect';

export interface OutputLine {
  stream: 'stdout' | 'stderr';
  text: string;
}

export type FromWorker =
  | { type: 'listening'; inner: number; port: number }
  | { type: 'taken'; inner: number; port: number; message: string; code: string }
  | { type: 'lines'; lines: OutputLine[] }
  | { type: 'ready' }
  | { type: 'done'; order: number; error?: string }
  | { type: 'exit'; code: number; message?: string };
