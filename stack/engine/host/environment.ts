import type { Writes } from './output.ts';

/** Time as a program sees it, and the timers on which it waits. */
export interface ProgramClock {
  /** Nanoseconds since an origin of its own; only grows, and is never zero, which Go refuses. */
  monotonicNs(): number;
  /** The time of day: seconds since the Unix epoch, and nanoseconds of the next second. */
  wallTime(): [seconds: number, nanoseconds: number];
  /** Calls back once, not before `ms` have passed; answers how to call that off. */
  after(ms: number, fire: () => void): () => void;
}

/**
 * Replaces this machine's clock, randomness and files for a program, in addition to its network. A run then depends on
 * nothing else: the same inputs give the same run.
 */
export interface HostEnvironment {
  clock: ProgramClock;
  /** Go's maps, its scheduler and math/rand draw on this too. */
  fillRandom: (bytes: Uint8Array) => void;
  /** The functions of `fs` that Go calls, with their callbacks, and its `constants`. */
  files: Writes;
  /** Runs a task when what runs now has come to rest, in the order asked for. */
  later: (task: () => void) => void;
}

/** Go's glue as far as it is reached into here. */
interface Glue {
  importObject: Record<string, Record<string, WebAssembly.ImportValue>>;
  _resume: () => void;
}

/** Replaces the functions by which Go asks for time, timers and random numbers (`wasm_exec.js` of Go 1.26). */
export function replaceImports(go: Glue, { clock, fillRandom }: HostEnvironment, memory: () => ArrayBuffer): void {
  const imports = go.importObject.gojs as Record<string, (sp: number) => void>;
  const timers = new Map<number, () => void>();
  let lastTimer = 0;
  // A new view is made when the memory has grown, which detaches the old buffer.
  let view = new DataView(new ArrayBuffer(0));
  const at = (): DataView => {
    const buffer = memory();
    if (view.buffer !== buffer) view = new DataView(buffer);
    return view;
  };
  const setInt64 = (address: number, value: number): void => {
    at().setUint32(address, value % 2 ** 32, true);
    at().setUint32(address + 4, Math.floor(value / 2 ** 32), true);
  };

  imports['runtime.nanotime1'] = (sp) => {
    setInt64((sp >>> 0) + 8, clock.monotonicNs());
  };
  imports['runtime.walltime'] = (sp) => {
    const [seconds, nanoseconds] = clock.wallTime();
    setInt64((sp >>> 0) + 8, seconds);
    at().setInt32((sp >>> 0) + 16, nanoseconds, true);
  };
  imports['runtime.scheduleTimeoutEvent'] = (sp) => {
    lastTimer += 1;
    const id = lastTimer;
    const ms = Number(at().getBigInt64((sp >>> 0) + 8, true));
    const fire = (): void => {
      go._resume();
      // Go clears the timer that woke it; one that it finds to be early it leaves, and waits on.
      if (timers.has(id)) timers.set(id, clock.after(1, fire));
    };
    timers.set(id, clock.after(ms, fire));
    at().setInt32((sp >>> 0) + 16, id, true);
  };
  imports['runtime.clearTimeoutEvent'] = (sp) => {
    const id = at().getInt32((sp >>> 0) + 8, true);
    timers.get(id)?.();
    timers.delete(id);
  };
  imports['runtime.getRandomData'] = (sp) => {
    const address = Number(at().getBigInt64((sp >>> 0) + 8, true));
    const length = Number(at().getBigInt64((sp >>> 0) + 16, true));
    fillRandom(new Uint8Array(memory(), address, length));
  };
}

/** The parts of Node's `process` that Go asks for, the same on every machine. */
export const plainProcess = {
  pid: 1,
  ppid: 0,
  cwd: () => '/',
  chdir: () => undefined,
  umask: () => 0o22,
  getuid: () => 1000,
  getgid: () => 1000,
  geteuid: () => 1000,
  getegid: () => 1000,
  getgroups: () => [1000],
};

/** A date whose local time is UTC, which Go takes for the machine's time zone. */
export class UtcDate extends Date {
  override getTimezoneOffset(): number {
    return 0;
  }
}
