import type { Effect } from '../state/effect.ts';
import type { Shared } from '../state/shared.ts';
import { keyLabel, type KeyPress } from './key.ts';

/** The input of a key binding, in addition to the slice. */
export interface KeyScope {
  shared: Shared;
  /** The focused pane; '' if the view has only one. */
  pane: string;
  /** Cells and rows of the view; a page is slightly smaller. */
  width: number;
  height: number;
}

/** The result of a key: the new slice, and effects outside of it. */
export interface Outcome<Slice> {
  slice?: Slice;
  effects?: readonly Effect[];
}

/** A key binding: defines the action, the hint in the footer, the line under `?` and the row in the docs. */
export interface KeyBinding<Slice = unknown> {
  /** Alternative keys; the first one is shown. */
  keys: readonly [string, ...string[]];
  /** One or two words, for the footer. */
  label: string;
  /** One sentence for `?` and the docs. */
  help: string;
  /** Not shown in the footer. */
  quiet?: true;
  /** Whether it is active; default: always. An inactive key is not shown, and the frame handles it. */
  when?(slice: Slice, scope: KeyScope): boolean;
  press(slice: Slice, scope: KeyScope): Outcome<Slice>;
}

/** The active binding of a key, if any. */
export function findBinding<Slice>(
  bindings: readonly KeyBinding<Slice>[],
  key: KeyPress,
  slice: Slice,
  scope: KeyScope,
): KeyBinding<Slice> | undefined {
  return bindings.find((one) => one.keys.includes(key.name) && (one.when?.(slice, scope) ?? true));
}

/** The documentation of a binding. */
export type KeyEntry = Pick<KeyBinding, 'keys' | 'label' | 'help'>;

/** `↑/k`: every key of a binding. */
export function keysOf({ keys }: Pick<KeyEntry, 'keys'>): string {
  return keys.map(keyLabel).join('/');
}
