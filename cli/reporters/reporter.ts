import type { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';

/** Tells a run to somebody. It draws only from the events, and ignores those that it does not know. */
export interface Reporter {
  onEvent: (event: RunEvent) => void;
  /** What ended the command, beside the results that the events tell: a failed boot, an interrupt. */
  onError?: (error: unknown) => void;
  /** Once, as the last call, also after an abort. */
  onEnd?: (exitCode: ExitCode) => void | Promise<void>;
}

export type EventType = RunEvent['type'];
/** The event of one type, also where several types share an interface. */
export type EventOf<T extends EventType> = RunEvent extends infer E
  ? E extends { type: infer U }
    ? T extends U
      ? E & { type: T }
      : never
    : never
  : never;

export type Handlers = { [T in EventType]?: (event: EventOf<T>) => void };

/** Calls the handler of the event's type, if there is one. */
export function dispatch(handlers: Handlers, event: RunEvent): void {
  if (!Object.hasOwn(handlers, event.type)) return;
  (handlers[event.type] as ((event: RunEvent) => void) | undefined)?.(event);
}
