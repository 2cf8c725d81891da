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

/** What has the keys before the view has them. */
export type Overlay =
  | { type: 'help'; scroll: number }
  | { type: 'messages'; scroll: number }
  | { type: 'confirm'; question: string; detail?: string; confirmed: readonly Effect[] }
  | { type: 'prompt'; id: string; label: string; text: string }
  | { type: 'filter' };

/** Everything that the screen shows, and nothing else does: the same state is the same frame. */
export interface UiState {
  columns: number;
  rows: number;
  view: ViewId;
  /** Where `esc` leads back to, the last one first. */
  back: readonly ViewId[];
  slices: Readonly<Partial<Record<ViewId, unknown>>>;
  /** The pane of each view that was focused last; where the view has none of that name now, its first is. */
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

/** The least that the views are drawn for. */
export const leastSize = { columns: 80, rows: 24 };

export function isTooSmall({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): boolean {
  return columns < leastSize.columns || rows < leastSize.rows;
}

/** Rows of the frame above and below the view. A frame is one row lower than the terminal: a full one would scroll. */
const frameRows = { above: 2, below: 2 };

/** The area that a view draws in. */
export function viewArea({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): { width: number; height: number } {
  return { width: columns, height: Math.max(0, rows - 1 - frameRows.above - frameRows.below) };
}
