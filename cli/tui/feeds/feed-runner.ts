import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Action } from '../state/action.ts';
import type { ViewId } from '../state/effect.ts';
import type { UiState } from '../state/ui-state.ts';
import type { AskedStack, Feed, View } from '../view.ts';

export interface FeedRunnerOptions {
  views: readonly View[];
  clock: Clock;
  dispatch: (action: Action) => void;
}

interface Running {
  question: string;
  stop: AbortController;
}

/** Runs the feeds of the shown view: at their interval, and immediately when their question changes. */
export class FeedRunner {
  readonly #options: FeedRunnerOptions;
  readonly #running = new Map<string, Running>();
  #stack: AskedStack | undefined;

  constructor(options: FeedRunnerOptions) {
    this.#options = options;
  }

  /** Sets the stack to query; undefined stops all feeds. */
  setStack(stack: AskedStack | undefined): void {
    this.#stack = stack;
    if (!stack) this.restart();
  }

  /** Starts and stops feeds to match this state. */
  follow({ view: id, slices, shared }: UiState): void {
    const view = this.#options.views.find((one) => one.id === id);
    const wanted = new Map<string, { feed: View['feeds'][number]; question: unknown }>();
    for (const feed of this.#stack ? (view?.feeds ?? []) : []) {
      const question = feed.question(slices[id], shared);
      if (question !== undefined) wanted.set(`${id}/${feed.name}`, { feed, question });
    }
    for (const [key, { question, stop }] of this.#running) {
      const next = wanted.get(key);
      if (next && JSON.stringify(next.question) === question) continue;
      stop.abort();
      this.#running.delete(key);
    }
    for (const [key, { feed, question }] of wanted) {
      if (this.#running.has(key) || !this.#stack) continue;
      const stop = new AbortController();
      this.#running.set(key, { question: JSON.stringify(question), stop });
      void this.#ask({ view: id, feed, question, stack: this.#stack, signal: stop.signal });
    }
  }

  /** Makes every feed query again at the next `follow`. */
  restart(): void {
    for (const { stop } of this.#running.values()) stop.abort();
    this.#running.clear();
  }

  async #ask(asked: {
    view: ViewId;
    feed: Feed<unknown, unknown, unknown>;
    question: unknown;
    stack: AskedStack;
    signal: AbortSignal;
  }): Promise<void> {
    const { view, feed, question, stack, signal } = asked;
    const { clock, dispatch } = this.#options;
    const stopped = (): boolean => signal.aborted;
    while (!stopped()) {
      try {
        const answer = await feed.ask(question, stack, signal);
        if (!stopped()) dispatch({ type: 'answer', view, answer, at: clock.now() });
      } catch (error) {
        const unanswered = { view, feed: feed.name, reason: messageOf(error), at: clock.now() };
        if (!stopped()) dispatch({ type: 'unanswered', ...unanswered });
      }
      await clock.sleep(feed.intervalMs, signal).catch(() => undefined);
    }
  }
}
