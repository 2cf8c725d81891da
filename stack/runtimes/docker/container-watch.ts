import type Dockerode from 'dockerode';
import { systemClock } from '../../../lib/clock.ts';
import type { ComponentName } from '../../components/component.ts';
import { type EventStream, followEnds } from './container-events.ts';

/** `lost`: unknown, as the daemon does not answer. */
export type ContainerEnd = 'ended' | 'lost';

/** The interval at which a lost daemon is tried again. */
const retryMs = 1_000;

export interface WatchOptions {
  docker: Dockerode;
  session: string;
  /** Called when the daemon answers again after it was lost. */
  onBack: () => void;
}

/** Follows the daemon's events: when containers end, for whatever reason, and when the daemon itself is gone. */
export class ContainerWatch {
  readonly #options: WatchOptions;
  readonly #waiting = new Map<
    ComponentName,
    { container: Dockerode.Container; resolve: (end: ContainerEnd) => void }
  >();
  readonly #closed = new AbortController();
  #stream: EventStream | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { docker, session } = this.#options;
    const stream = await followEnds(docker, session, (name) => this.#settle(name, 'ended'));
    this.#stream = stream;
    void stream.ended.then(() => this.#onStreamEnd());
  }

  /** Resolves at the next end of this component's container; call it before the start. */
  nextEnd(name: ComponentName, container: Dockerode.Container): Promise<ContainerEnd> {
    return new Promise((resolve) => this.#waiting.set(name, { container, resolve }));
  }

  close(): void {
    this.#closed.abort();
    this.#stream?.close();
  }

  async #onStreamEnd(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    // A proxy before the daemon may end a quiet stream: the daemon is gone only if it does not accept a new one.
    if (await this.#reopened()) return;
    for (const name of this.#waiting.keys()) this.#settle(name, 'lost');
    do {
      await systemClock.sleep(retryMs, this.#closed.signal).catch(() => undefined);
      if (this.#isClosed()) return;
    } while (!(await this.#reopened()));
    this.#options.onBack();
  }

  /** Follows again, and reports the containers that have ended in the meantime. */
  async #reopened(): Promise<boolean> {
    try {
      await this.open();
      for (const [name, { container }] of this.#waiting) if (!(await isRunning(container))) this.#settle(name, 'ended');
      return true;
    } catch {
      return this.#isClosed();
    }
  }

  #settle(name: ComponentName, end: ContainerEnd): void {
    this.#waiting.get(name)?.resolve(end);
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
