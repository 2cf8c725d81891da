import type { ReactNode } from 'react';
import type { Clients } from '../../stack/clients/clients.ts';
import type { KeyBinding, Outcome } from './keys/binding.ts';
import type { ViewAction } from './state/action.ts';
import type { ViewId } from './state/effect.ts';
import type { Shared, StackView } from './state/shared.ts';

/** The stack that a feed queries, through its public HTTP APIs. */
export interface AskedStack extends StackView {
  clients: Clients;
}

/**
 * A query that a view sends to the stack while it is shown: at each interval, and immediately when the question changes. Queries
 * of a feed do not overlap. An error becomes an `unanswered` action with its message.
 */
export interface Feed<Slice, Question, Answer> {
  /** Unique among the view's feeds; used in `unanswered`. */
  name: string;
  intervalMs: number;
  /** The current question as plain JSON; undefined for no query. */
  question(slice: Slice, shared: Shared): Question | undefined;
  ask(question: Question, stack: AskedStack, signal: AbortSignal): Promise<Answer>;
}

/** A text filter for a view's rows: `/` edits it, `esc` clears it. The frame draws it below the view. */
export interface Filter<Slice> {
  /** The fields it matches, as a hint: `service, route or trace id`. */
  hint: string;
  read(slice: Slice): string;
  write(slice: Slice, text: string): Slice;
  /** Whether there are rows to filter; default: always. */
  applies?(slice: Slice): boolean;
}

/** Props of a view. `width` and `height` are exact, in cells; `Rows`, `Pane` and `Table` fit into them. */
export interface ViewProps<Slice> {
  slice: Slice;
  shared: Shared;
  width: number;
  height: number;
  /** The focused pane; '' if the view has only one. */
  pane: string;
}

/**
 * One view of the screen. Everything in it except `ask` is pure: only `reduce` and keys change its slice, and the output depends
 * only on its props.
 *
 * Methods instead of properties, so that views with different slices fit into one list.
 */
export interface View<Slice = unknown, Answer = unknown> {
  id: ViewId;
  title: string;
  /** The key that shows it, in every view. */
  key: string;
  /** What the view shows, in one sentence, for `?` and the docs. */
  about: string;
  /** The panes that `tab` cycles through, in order; empty if there is only one. */
  panes(slice: Slice): readonly string[];
  initial: Slice;
  reduce(slice: Slice, action: ViewAction<Answer>, shared: Shared): Slice;
  keys: readonly KeyBinding<Slice>[];
  /** Handles the text entered in a `prompt` of this view; default: `reduce`. */
  onEntered?(slice: Slice, entered: { id: string; text: string }, shared: Shared): Outcome<Slice>;
  filter?: Filter<Slice>;
  feeds: readonly Feed<Slice, unknown, Answer>[];
  Component(props: ViewProps<Slice>): ReactNode;
}

/** Checks the types of a view, then erases them, so that it fits into the list of views. */
export function defineView<Slice, Answer>(view: View<Slice, Answer>): View {
  return view;
}

/** Checks the type of a feed's question, then erases it. */
export function defineFeed<Slice, Question, Answer>(feed: Feed<Slice, Question, Answer>): Feed<Slice, unknown, Answer> {
  return feed;
}
