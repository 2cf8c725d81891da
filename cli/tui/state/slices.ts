import type { KeyScope } from '../keys/binding.ts';
import type { View } from '../view.ts';
import type { ViewAction } from './action.ts';
import type { ViewId } from './effect.ts';
import { viewArea, type UiState } from './ui-state.ts';

/** Replaces a view's slice; returns the same object if nothing changed. */
export function withSlice(state: UiState, id: ViewId, slice: unknown): UiState {
  return slice === state.slices[id] ? state : { ...state, slices: { ...state.slices, [id]: slice } };
}

export function reduceView(views: readonly View[], state: UiState, id: ViewId, action: ViewAction<unknown>): UiState {
  const view = views.find((one) => one.id === id);
  return view ? withSlice(state, id, view.reduce(state.slices[id], action, state.shared)) : state;
}

/** The focused pane of a view. */
export function paneOf({ panes, slices }: Pick<UiState, 'panes' | 'slices'>, view: View): string {
  const there = view.panes(slices[view.id]);
  return there.find((pane) => pane === panes[view.id]) ?? there[0] ?? '';
}

export function scopeOf(state: UiState, view: View): KeyScope {
  return { shared: state.shared, pane: paneOf(state, view), ...viewArea(state) };
}
