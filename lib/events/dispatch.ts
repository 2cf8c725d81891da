import type { RunEvent } from './run-event.ts';

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

/** Calls the handler for the event's type, if there is one. */
export function dispatch(handlers: Handlers, event: RunEvent): void {
  if (!Object.hasOwn(handlers, event.type)) return;
  (handlers[event.type] as ((event: RunEvent) => void) | undefined)?.(event);
}
