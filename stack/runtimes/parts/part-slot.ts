import type { ComponentName } from '../../components/component.ts';
import type { ComponentBoard } from '../component-states.ts';
import type { Part, PartSpec } from './part.ts';

/** The place of one component: what runs there now, what is started there again, and what the board is told of it. */
export class PartSlot {
  readonly #spec: PartSpec;
  readonly #board: ComponentBoard;
  readonly #isStopping: () => boolean;
  #part: Part | undefined;
  #hasRun = false;

  constructor(spec: PartSpec, board: ComponentBoard, isStopping: () => boolean) {
    this.#spec = spec;
    this.#board = board;
    this.#isStopping = isStopping;
  }

  get name(): ComponentName {
    return this.#spec.name;
  }

  /** What runs there; undefined when nothing does. */
  get part(): Part | undefined {
    return this.#part;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { name } = this;
    signal.throwIfAborted();
    this.#board.starting(name);
    let part: Part;
    try {
      part = await this.#spec.begin(signal);
    } catch (error) {
      // What was given up because another failed, or because the person said so, has not failed itself.
      if (!this.#isStopping() && !signal.aborted) this.#board.failed(name, error);
      throw error;
    }
    this.#part = part;
    this.#hasRun = true;
    void part.ended?.then((reason) => {
      // Not its own end: somebody took it out first.
      if (this.#part !== part) return;
      this.#part = undefined;
      if (!this.#isStopping()) this.#board.failed(name, reason);
    });
    this.#board.ready(name, part);
  }

  /** Ends what runs there, as it is told to or at once. From here on its end is expected. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await part?.[how]();
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    try {
      await this.end('stop');
    } finally {
      await this.#spec.dispose?.();
      if (this.#hasRun) this.#board.stopped(this.name);
    }
  }
}
