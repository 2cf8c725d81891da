import type { Effect } from '../state/effect.ts';
import type { Shared } from '../state/shared.ts';
import { keyLabel, type KeyPress } from './key.ts';

/** What a key may look at beside the slice of its view. */
export interface KeyScope {
  shared: Shared;
  /** The pane of the view that has the focus; '' where the view has only one. */
  pane: string;
  /** Cells and rows of the view's area: a page is a little less. */
  width: number;
  height: number;
}

/** What a key does: the slice as it is afterwards, and what is to be done outside of it. */
export interface Outcome<Slice> {
  slice?: Slice;
  effects?: readonly Effect[];
}

/** A key: one entry makes what it does, its hint in the footer, its line under `?`, and its row in the docs. */
export interface KeyBinding<Slice = unknown> {
  /** Each of these does it; the first is the one that is shown. */
  keys: readonly [string, ...string[]];
  /** One or two words, for the footer. */
  label: string;
  /** What it does, in one sentence, for `?` and the docs. */
  help: string;
  /** Not in the footer: there is no room for what everybody tries anyway. */
  quiet?: true;
  /** Whether it does anything now; without it, always. A key that does nothing is not shown and is left to the frame. */
  when?(slice: Slice, scope: KeyScope): boolean;
  press(slice: Slice, scope: KeyScope): Outcome<Slice>;
}

/** The binding that a key has now, if any. */
export function findBinding<Slice>(
  bindings: readonly KeyBinding<Slice>[],
  key: KeyPress,
  slice: Slice,
  scope: KeyScope,
): KeyBinding<Slice> | undefined {
  return bindings.find((one) => one.keys.includes(key.name) && (one.when?.(slice, scope) ?? true));
}

/** A binding as a person reads of it. */
export type KeyEntry = Pick<KeyBinding, 'keys' | 'label' | 'help'>;

/** `↑/k`: every key of a binding. */
export function keysOf({ keys }: Pick<KeyEntry, 'keys'>): string {
  return keys.map(keyLabel).join('/');
}
