import type { ReactNode } from 'react';
import type { Clients } from '../../stack/clients/clients.ts';
import type { KeyBinding, Outcome } from './keys/binding.ts';
import type { ViewAction } from './state/action.ts';
import type { ViewId } from './state/effect.ts';
import type { Shared, StackView } from './state/shared.ts';

/** Through what a feed asks: the stack's public HTTP APIs. */
export interface AskedStack extends StackView {
  clients: Clients;
}

/**
 * A question that a view asks the stack while it is shown: again after each interval, and at once when the question has changed. One
 * at a time: a stack that answers late is not asked twice. What is thrown becomes an `unanswered` action with its message.
 */
export interface Feed<Slice, Question, Answer> {
  /** Of this view's feeds; for `unanswered`. */
  name: string;
  intervalMs: number;
  /** What is to be asked now, as plain JSON; undefined asks nothing. */
  question(slice: Slice, shared: Shared): Question | undefined;
  ask(question: Question, stack: AskedStack, signal: AbortSignal): Promise<Answer>;
}

/** The text by which a view's rows are filtered: `/` edits it, `esc` clears it. The frame draws its line at the view's foot. */
export interface Filter<Slice> {
  /** What it is compared with, as a hint: `service, route or trace id`. */
  hint: string;
  read(slice: Slice): string;
  write(slice: Slice, text: string): Slice;
  /** Whether there are rows to filter now; without it, always. */
  applies?(slice: Slice): boolean;
}

/** What a view draws with. The area is exactly so wide and high; `Rows`, `Pane` and `Table` keep to it. */
export interface ViewProps<Slice> {
  slice: Slice;
  shared: Shared;
  width: number;
  height: number;
  /** The pane that has the focus; '' where the view has none to choose from. */
  pane: string;
}

/**
 * One view of the screen. Everything in it is pure but `ask`: its slice changes only by `reduce` and by its keys, and what it draws
 * depends on nothing but its props.
 *
 * Methods, not properties, so that views of different slices fit into one list: the frame gives each back only what it made.
 */
export interface View<Slice = unknown, Answer = unknown> {
  id: ViewId;
  title: string;
  /** Shows it, from anywhere. */
  key: string;
  /** What is to be seen here, in one sentence: for `?` and the docs. */
  about: string;
  /** What `tab` moves between now, in order; empty where there is nothing to choose. */
  panes(slice: Slice): readonly string[];
  initial: Slice;
  reduce(slice: Slice, action: ViewAction<Answer>, shared: Shared): Slice;
  keys: readonly KeyBinding<Slice>[];
  /** What the text of a `prompt` of this view does; without it, `reduce` is given it. */
  onEntered?(slice: Slice, entered: { id: string; text: string }, shared: Shared): Outcome<Slice>;
  filter?: Filter<Slice>;
  feeds: readonly Feed<Slice, unknown, Answer>[];
  Component(props: ViewProps<Slice>): ReactNode;
}

/** Ties a view's parts to the types of its slice and answers, then forgets them, so that it fits into the list of views. */
export function defineView<Slice, Answer>(view: View<Slice, Answer>): View {
  return view;
}

/** Ties a feed to the type of its question. */
export function defineFeed<Slice, Question, Answer>(feed: Feed<Slice, Question, Answer>): Feed<Slice, unknown, Answer> {
  return feed;
}
