import type Dockerode from 'dockerode';
import { systemClock } from '../../../lib/clock.ts';
import type { ComponentName } from '../../components/component.ts';
import { type EventStream, followEnds } from './container-events.ts';

/** `lost`: nobody can tell, as the daemon does not answer. */
export type HowWatched = 'ended' | 'lost';

/** How often an absent daemon is asked whether it is back. */
const retryMs = 1_000;

export interface WatchOptions {
  docker: Dockerode;
  session: string;
  /** Called when the daemon answers again after it was lost. */
  onBack: () => void;
}

/** Learns from the daemon when containers end, whoever ended them, and when the daemon itself is gone. */
export class ContainerWatch {
  readonly #options: WatchOptions;
  readonly #waiting = new Map<ComponentName, { container: Dockerode.Container; tell: (how: HowWatched) => void }>();
  readonly #closed = new AbortController();
  #stream: EventStream | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { docker, session } = this.#options;
    const stream = await followEnds(docker, session, (name) => this.#tell(name, 'ended'));
    this.#stream = stream;
    void stream.ended.then(() => this.#onStreamEnd());
  }

  /** Resolves when this component's container has ended the next time; ask before it is started. */
  nextEnd(name: ComponentName, container: Dockerode.Container): Promise<HowWatched> {
    return new Promise((tell) => this.#waiting.set(name, { container, tell }));
  }

  close(): void {
    this.#closed.abort();
    this.#stream?.close();
  }

  async #onStreamEnd(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    // A proxy before the daemon may end what is quiet for long: only who does not take us back is gone.
    if (await this.#reopened()) return;
    for (const name of this.#waiting.keys()) this.#tell(name, 'lost');
    do {
      await systemClock.sleep(retryMs, this.#closed.signal).catch(() => undefined);
      if (this.#isClosed()) return;
    } while (!(await this.#reopened()));
    this.#options.onBack();
  }

  /** Follows again, and tells those that have ended meanwhile. */
  async #reopened(): Promise<boolean> {
    try {
      await this.open();
      for (const [name, { container }] of this.#waiting) if (!(await isRunning(container))) this.#tell(name, 'ended');
      return true;
    } catch {
      return this.#isClosed();
    }
  }

  #tell(name: ComponentName, how: HowWatched): void {
    this.#waiting.get(name)?.tell(how);
    this.#waiting.delete(name);
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }
}

/** A container that is gone does not run; rejects when the daemon does not answer. */
export async function isRunning(container: Dockerode.Container): Promise<boolean> {
  try {
    const { State } = await container.inspect();
    return State.Running;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}
