import { messageOf } from '../../../lib/errors.ts';
import type { ComponentName } from '../../components/component.ts';
import type { ComponentBoard } from '../component-states.ts';
import type { PartSpec } from './part.ts';
import { PartSlot } from './part-slot.ts';

/** The components of one run: started, watched while they run, and stopped in the order that is asked for. */
export class PartSet {
  readonly #board: ComponentBoard;
  readonly #slots = new Map<ComponentName, PartSlot>();
  readonly #givenUp = new AbortController();
  /** Aborted when what is being started should be given up: the caller said so, or another part failed, or all is stopped. */
  readonly signal: AbortSignal;
  /** What the caller of the boot has to say ends with the boot. */
  readonly #booting: AbortSignal;

  constructor(board: ComponentBoard, outer?: AbortSignal) {
    this.#board = board;
    this.signal = this.#givenUp.signal;
    this.#booting = outer ? AbortSignal.any([outer, this.signal]) : this.signal;
  }

  get isStopping(): boolean {
    return this.signal.aborted;
  }

  get bootSignal(): AbortSignal {
    return this.#booting;
  }

  /** Starts one for the first time; its failure is told on the board and thrown on. One that ends by itself later is told as failed. */
  async start(spec: PartSpec): Promise<void> {
    const slot = new PartSlot(spec, this.#board, () => this.isStopping);
    this.#slots.set(spec.name, slot);
    await slot.start(this.#booting);
  }

  slot(name: ComponentName): PartSlot | undefined {
    return this.#slots.get(name);
  }

  slots(): PartSlot[] {
    return [...this.#slots.values()];
  }

  /** Gives up what is being started. From here on an end is expected and not a failure. */
  giveUp(): void {
    this.#givenUp.abort(new DOMException('the stack is being stopped', 'AbortError'));
  }

  /** Stops the groups one after the other, the members of one at once; nothing that goes wrong keeps the rest from being stopped. */
  async stop(groups: readonly (readonly ComponentName[])[]): Promise<void> {
    this.giveUp();
    for (const group of groups) {
      await Promise.all(
        group.map(async (name) => {
          await this.#slots
            .get(name)
            ?.close()
            .catch((error: unknown) => {
              process.stderr.write(`sandbox: ${name} could not be stopped: ${messageOf(error)}\n`);
            });
        }),
      );
    }
  }
}
