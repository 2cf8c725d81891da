import type { View } from '../view.ts';
import type { Action } from './action.ts';
import type { Command } from './effect.ts';
import type { UiState } from './ui-state.ts';
import { update } from './update.ts';

export interface StoreOptions {
  views: readonly View[];
  initial: UiState;
  /** Carries out what is not the screen's own matter. */
  perform: (command: Command) => void;
}

/** Holds the state of the screen; the only place where it changes. */
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
    for (const command of commands) this.#options.perform(command);
  }

  subscribe(listener: (state: UiState, action: Action) => void): void {
    this.#listeners.add(listener);
  }
}
