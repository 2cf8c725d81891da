import { join } from 'node:path';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { packageRoot } from '../../lib/paths.ts';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { workbenchPort } from '../../stack/components/ports.ts';
import type { Session } from '../../stack/session/session.ts';
import { workbenchUrl } from '../../stack/workbench/paths.ts';
import { serveWorkbench } from '../../stack/workbench/serve-workbench.ts';
import type { Target } from '../session/target.ts';
import type { Actions } from './actions.ts';

export interface WorkbenchOptions {
  seed: number;
  /** Called with each event of a run that was started in it. */
  onEvent: ((event: RunEvent) => void) | undefined;
  onNotice: (text: string) => void;
}

const site = join(packageRoot, 'dist', 'web');

/** The web UI of a sandbox in this process. Its code is loaded with the first request. */
export class Workbench {
  readonly #options: WorkbenchOptions;
  #target: Target | undefined;
  #actions: Promise<Actions> | undefined;

  constructor(options: WorkbenchOptions) {
    this.#options = options;
  }

  /** Opens its port and makes it part of the session; returns its address with the token. */
  async open(session: Session): Promise<string> {
    const { record, events } = session;
    const [free = 0] = record.ports === 'auto' ? await findFreePorts(1) : [workbenchPort.port];
    const { token } = record;
    const listener = await serveWorkbench({
      ...{ port: free, token, site, events },
      endpoints: () => record.endpoints,
      routes: async () => {
        const { workbenchRoutes } = await import('./routes.ts');
        return workbenchRoutes(session, () => (this.#actions ??= this.#loadActions(events)));
      },
    });
    session.attachWorkbench({ url: listener.url, close: () => listener.close() });
    return workbenchUrl({ workbench: listener.url, token });
  }

  /** The sandbox is ready: enables actions. */
  attach(target: Target): void {
    this.#target = target;
  }

  /** Ends its run and reverts its faults, before the sandbox is stopped. */
  async settle(): Promise<void> {
    await (await this.#actions)?.settle();
  }

  async #loadActions(events: Session['events']): Promise<Actions> {
    const { Actions } = await import('./actions.ts');
    return new Actions({ ...this.#options, events, target: () => this.#target });
  }
}
