import { messageOf } from '../../../lib/errors.ts';
import type { ComponentName } from '../../components/component.ts';
import type { ComponentBoard } from '../component-board.ts';

/** One started component: how to end it, and how to learn that it ended by itself. */
export interface Part {
  url?: string;
  memory?: () => Promise<number | undefined>;
  /** Resolves with the reason when it ends, wanted or not. */
  ended?: Promise<string>;
  /** Graceful, and bounded by itself; safe to call twice. */
  stop(): Promise<void>;
}

/** The started components of one run: each started once, watched while it runs, and stopped in the order that is asked for. */
export class PartSet {
  readonly #board: ComponentBoard;
  readonly #parts = new Map<ComponentName, Part>();
  readonly #givenUp = new AbortController();
  /** Aborted when what is being started should be given up: the caller said so, or another part failed. */
  readonly signal: AbortSignal;
  #stopping = false;

  constructor(board: ComponentBoard, outer?: AbortSignal) {
    this.#board = board;
    this.signal = outer ? AbortSignal.any([outer, this.#givenUp.signal]) : this.#givenUp.signal;
  }

  /** Starts one; its failure is told on the board and thrown on. One that ends by itself later is told as failed. */
  async start<P extends Part>(name: ComponentName, begin: () => Promise<P>): Promise<P> {
    const stopping = (): boolean => this.#stopping;
    this.signal.throwIfAborted();
    this.#board.starting(name);
    let part: P;
    try {
      part = await begin();
    } catch (error) {
      // What was given up because another failed, or because the person said so, has not failed itself.
      if (!stopping() && !this.signal.aborted) this.#board.failed(name, error);
      throw error;
    }
    this.#parts.set(name, part);
    void part.ended?.then((reason) => {
      if (!stopping()) this.#board.failed(name, reason);
    });
    this.#board.ready(name, part);
    return part;
  }

  /** Gives up what is being started. From here on an end is expected and not a failure. */
  giveUp(): void {
    this.#stopping = true;
    this.#givenUp.abort(new DOMException('another component failed', 'AbortError'));
  }

  /** Stops the groups one after the other, the members of one at once; nothing that goes wrong keeps the rest from being stopped. */
  async stop(groups: readonly (readonly ComponentName[])[]): Promise<void> {
    this.giveUp();
    for (const group of groups) {
      await Promise.all(
        group.map(async (name) => {
          const part = this.#parts.get(name);
          if (!part) return;
          await part.stop().catch((error: unknown) => {
            process.stderr.write(`sandbox: ${name} could not be stopped: ${messageOf(error)}\n`);
          });
          this.#board.stopped(name);
        }),
      );
    }
  }
}
