import type { RunEvent } from './run-event.ts';

/** An event without its time, which is set when it is emitted. */
export type Untimed<T> = T extends { time: string } ? Omit<T, 'time'> : never;
export type Emit = (event: Untimed<RunEvent>) => void;
