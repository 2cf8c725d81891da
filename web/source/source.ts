import type { RunEvent } from '../../lib/events/run-event.ts';
import type { routes } from '../../ui/workbench/api.ts';
import type { WorkbenchClients } from '../../ui/workbench/clients.ts';

/** `lost` while nothing answers; it tries again by itself. */
export type Connection = 'connecting' | 'open' | 'lost';

/** Receives what a source reports about runs and components. */
export interface SourceListener {
  /** The events until now, in place of all earlier ones. */
  onSnapshot: (events: readonly RunEvent[]) => void;
  onEvent: (event: RunEvent) => void;
  onConnection: (connection: Connection) => void;
}

/** Where the pages get what they show. They use nothing else, so that other sources can take the place of a live sandbox. */
export interface Source {
  clients: WorkbenchClients;
  /** Where the API of Prometheus answers, for the editor of queries. */
  prometheusUrl: string;
  /** Calls a route of the sandbox; rejects with an ApiError. */
  call: <T>(route: (typeof routes)[keyof typeof routes], body?: unknown, signal?: AbortSignal) => Promise<T>;
  listen: (listener: SourceListener) => () => void;
  /** Whether actions are possible: the page has a token. */
  canAct: () => boolean;
}

/** An error that the sandbox reported: what happened, and what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly hint: string | undefined;

  constructor(message: string, status: number, hint?: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}
