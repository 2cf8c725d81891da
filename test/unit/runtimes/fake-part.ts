import type { ComponentName } from '../../../stack/components/component.ts';
import type { Part, PartSpec } from '../../../stack/runtimes/parts/part.ts';

/** A component that records its calls, and fails those that a test chooses. */
export class FakeComponent implements PartSpec {
  readonly name: ComponentName;
  readonly restarts: () => boolean;
  readonly done: string[] = [];
  /** Actions that throw this. */
  readonly failures = new Map<string, unknown>();
  /** Actions that wait for this. */
  readonly gates = new Map<string, Promise<void>>();
  /** Ends what runs, by itself. */
  endItself: (reason: string) => void = () => undefined;

  constructor(name: ComponentName, restarts = false) {
    this.name = name;
    this.restarts = () => restarts;
  }

  async begin(signal: AbortSignal): Promise<Part> {
    await this.#do('begin');
    signal.throwIfAborted();
    const ended = new Promise<string>((resolve) => (this.endItself = resolve));
    const act = (what: string) => () => this.#do(what);
    return {
      ended,
      ask: act('ask'),
      pause: act('pause'),
      resume: act('resume'),
      disconnect: act('disconnect'),
      reconnect: act('reconnect'),
      stop: act('stop'),
      kill: act('kill'),
    };
  }

  dispose(): Promise<void> {
    return this.#do('dispose');
  }

  async #do(what: string): Promise<void> {
    this.done.push(what);
    await this.gates.get(what);
    const failure = this.failures.get(what);
    if (failure !== undefined) throw failure as Error;
  }
}
