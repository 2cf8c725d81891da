import { defined } from '../../lib/defined.ts';
import { messageOf } from '../../lib/errors.ts';
import type { ComponentName, ComponentState, ComponentStatus, Restarts } from '../components/component.ts';
import type { ComponentEvent } from './runtime.ts';

interface Entry {
  state: ComponentState;
  startedAt: number;
  url?: string;
  detail?: string;
  memory?: () => Promise<number | undefined>;
  restarts?: Restarts;
}

/** The state of each component; every change is emitted as a `component` event. */
export class ComponentStates {
  readonly #entries = new Map<ComponentName, Entry>();
  readonly #onChange: (event: ComponentEvent) => void;

  constructor(onChange: (event: ComponentEvent) => void) {
    this.#onChange = onChange;
  }

  building(name: ComponentName, progress: number, detail: string): void {
    this.#enter(name).state = 'building';
    this.#emit(name, 'building', { progress, detail });
  }

  starting(name: ComponentName): void {
    const entry = this.#enter(name);
    entry.state = 'starting';
    entry.startedAt = performance.now();
    delete entry.detail;
    this.#emit(name, 'starting');
  }

  /** It ended by itself for this reason and is started again. */
  restarting(name: ComponentName, reason: string): void {
    const entry = this.#enter(name);
    entry.restarts = { count: (entry.restarts?.count ?? 0) + 1, reason };
  }

  /** `url` is where the user reaches it; `memory` measures its memory in bytes. */
  ready(name: ComponentName, about: { url?: string; memory?: () => Promise<number | undefined> }): void {
    const entry = this.#enter(name);
    entry.state = 'ready';
    if (about.url !== undefined) entry.url = about.url;
    if (about.memory !== undefined) entry.memory = about.memory;
    this.#emit(name, 'ready', {
      ms: Math.round(performance.now() - entry.startedAt),
      ...defined({ detail: about.url }),
    });
  }

  failed(name: ComponentName, reason: unknown): void {
    const entry = this.#enter(name);
    if (entry.state === 'failed' || isEnded(entry)) return;
    entry.state = 'failed';
    entry.detail = messageOf(reason);
    this.#emit(name, 'failed', { detail: entry.detail });
  }

  /** `detail` is that of the injected fault; without one the component has ended for good. */
  stopped(name: ComponentName, detail?: string): void {
    const entry = this.#entries.get(name);
    // A failed component stays failed: the reason of the failure is what matters.
    if (!entry || entry.state === 'failed' || isEnded(entry)) return;
    entry.state = 'stopped';
    delete entry.detail;
    if (detail !== undefined) entry.detail = detail;
    this.#emit(name, 'stopped', detail === undefined ? {} : { detail });
  }

  /** Whether it is ready now. */
  isReady(name: ComponentName): boolean {
    return this.#entries.get(name)?.state === 'ready';
  }

  stateOf(name: ComponentName): ComponentState | undefined {
    return this.#entries.get(name)?.state;
  }

  /** Why it failed, or which fault stopped it. */
  detailOf(name: ComponentName): string | undefined {
    return this.#entries.get(name)?.detail;
  }

  async statuses(): Promise<ComponentStatus[]> {
    return Promise.all(
      [...this.#entries].map(async ([name, entry]) => {
        // A paused or disconnected component still has its memory.
        const holds = entry.state === 'ready' || (entry.state === 'stopped' && !isEnded(entry));
        const memoryBytes = holds ? await entry.memory?.() : undefined;
        return {
          name,
          state: entry.state,
          ...defined({ url: entry.url, memoryBytes, detail: entry.detail, restarts: entry.restarts }),
        };
      }),
    );
  }

  #enter(name: ComponentName): Entry {
    const known = this.#entries.get(name);
    if (known) return known;
    const entry: Entry = { state: 'starting', startedAt: performance.now() };
    this.#entries.set(name, entry);
    return entry;
  }

  #emit(name: ComponentName, state: ComponentState, more: Partial<ComponentEvent> = {}): void {
    this.#onChange({ type: 'component', time: new Date().toISOString(), name, state, ...more });
  }
}

function isEnded({ state, detail }: Entry): boolean {
  return state === 'stopped' && detail === undefined;
}
