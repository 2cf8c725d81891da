import type { Tone } from '../widgets/theme.ts';
import type { View } from '../view.ts';
import type { Effect, ViewId } from './effect.ts';
import type { Shared } from './shared.ts';
import { initialShared } from './shared-reducer.ts';

export interface Message {
  text: string;
  tone?: Tone;
  /** Milliseconds since the epoch. */
  at: number;
}

/** An overlay, which handles keys before the view. */
export type Overlay =
  | { type: 'help'; scroll: number }
  | { type: 'messages'; scroll: number }
  | { type: 'confirm'; question: string; detail?: string; confirmed: readonly Effect[] }
  | { type: 'prompt'; id: string; label: string; text: string }
  | { type: 'filter' };

/** The complete input of a frame: equal states render equal frames. */
export interface UiState {
  columns: number;
  rows: number;
  view: ViewId;
  /** The views that `esc` returns to, last one first. */
  back: readonly ViewId[];
  slices: Readonly<Partial<Record<ViewId, unknown>>>;
  /** The last focused pane of each view. If it no longer exists, the first pane is focused. */
  panes: Readonly<Partial<Record<ViewId, string>>>;
  overlay?: Overlay;
  messages: readonly Message[];
  shared: Shared;
}

export interface InitialOptions {
  command: string;
  columns: number;
  rows: number;
  now: number;
  view?: ViewId;
}

export function initialState(views: readonly View[], { command, columns, rows, now, view }: InitialOptions): UiState {
  return {
    ...{ columns, rows, view: view ?? 'home', back: [], panes: {}, messages: [] },
    slices: Object.fromEntries(views.map(({ id, initial }) => [id, initial])),
    shared: initialShared(command, now),
  };
}

/** Minimum size of the terminal. */
export const leastSize = { columns: 80, rows: 24 };

export function isTooSmall({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): boolean {
  return columns < leastSize.columns || rows < leastSize.rows;
}

/** Rows of the frame above and below the view. A frame is one row lower than the terminal, as a full one would scroll. */
const frameRows = { above: 2, below: 2 };

/** The area of the view. */
export function viewArea({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): { width: number; height: number } {
  return { width: columns, height: Math.max(0, rows - 1 - frameRows.above - frameRows.below) };
}
