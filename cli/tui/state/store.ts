import type { View } from '../view.ts';
import type { Action } from './action.ts';
import type { Command } from './effect.ts';
import type { UiState } from './ui-state.ts';
import { update } from './update.ts';

export interface StoreOptions {
  views: readonly View[];
  initial: UiState;
  /** Executes commands outside the screen. */
  execute: (command: Command) => void;
}

/** The state of the screen; the only place that changes it. */
export class Store {
  readonly #options: StoreOptions;
  readonly #listeners = new Set<(state: UiState, action: Action) => void>();
  #state: UiState;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#state = options.initial;
  }

  get state(): UiState {
    return this.#state;
  }

  dispatch(action: Action): void {
    const { state, commands } = update(this.#options.views, this.#state, action);
    this.#state = state;
    for (const listener of this.#listeners) listener(state, action);
    for (const command of commands) this.#options.execute(command);
  }

  subscribe(listener: (state: UiState, action: Action) => void): void {
    this.#listeners.add(listener);
  }
}
