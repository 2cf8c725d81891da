import type { RunEvent } from './run-event.ts';

/** A run's event without its time, which is put on it when it happens. */
export type Untimed<T> = T extends { time: string } ? Omit<T, 'time'> : never;
export type Emit = (event: Untimed<RunEvent>) => void;
