import type { EventLog } from '../../lib/events/event-log.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { Endpoints } from '../components/endpoints.ts';

/** What the page can ask in addition to the backends: `GET /api/scenarios` to a function of the body, parsed from JSON. */
export type WorkbenchRoutes = Readonly<Record<string, (body: unknown, signal: AbortSignal) => Promise<unknown>>>;

export interface WorkbenchParts {
  port: number;
  /** What requests other than GET require, as `Authorization: Bearer TOKEN`. */
  token: string;
  /** The folder of the built site. */
  site: string;
  /** Undefined while the stack boots. */
  endpoints: () => Endpoints | undefined;
  events: EventLog<RunEvent>;
  /** Loaded with the first request for one of them: files and events do not wait for it. */
  routes: () => Promise<WorkbenchRoutes>;
}
