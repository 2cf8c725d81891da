import type { ReactElement } from 'react';
import pc from 'picocolors';
import { defined } from '../../../lib/defined.ts';
import type { Clients } from '../../../stack/clients/clients.ts';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';
import { keyPress } from '../../../cli/tui/keys/key.ts';
import type { Command, Target, ViewId } from '../../../cli/tui/state/effect.ts';
import type { Shared } from '../../../cli/tui/state/shared.ts';
import { paneOf } from '../../../cli/tui/state/slices.ts';
import { initialState, viewArea, type UiState } from '../../../cli/tui/state/ui-state.ts';
import { carryOut, update } from '../../../cli/tui/state/update.ts';
import type { View } from '../../../cli/tui/view.ts';
import { fit, lineWidth, paint } from '../../../cli/tui/widgets/line.ts';
import type { RowsProps } from '../../../cli/tui/widgets/rows.tsx';
import { endpoints } from './recorded.ts';

export const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
] as const;

export interface ScreenOptions {
  views: readonly View[];
  clients: Clients;
  now: number;
  columns?: number;
  rows?: number;
  rules?: readonly AlertRule[];
  shared?: Partial<Shared>;
}

const special: Record<string, Parameters<typeof keyPress>[1]> = {
  enter: { return: true },
  escape: { escape: true },
  tab: { tab: true },
  up: { upArrow: true },
  down: { downArrow: true },
  end: { end: true },
};

/** Views with the root reducer around them, without a terminal: keys go in, feeds are asked when told, frames come out. */
export class Screen {
  readonly #views: readonly View[];
  readonly #clients: Clients;
  readonly commands: Command[] = [];
  state: UiState;

  constructor({ views, clients, now, columns = 80, rows = 24, rules = [], shared = {} }: ScreenOptions) {
    this.#views = views;
    this.#clients = clients;
    const state = initialState(views, { command: 'sandbox up', columns, rows, now });
    const stack = { runtime: 'embedded' as const, pace: 20, seed: 1, endpoints };
    const ready = {
      activity: 'ready' as const,
      readyAt: now - 60_000,
      stack,
      traffic: { rate: 15, paused: false },
      rules,
    };
    this.state = { ...state, shared: { ...state.shared, ...ready, ...shared } };
  }

  get slice(): unknown {
    return this.state.slices[this.state.view];
  }

  press(...keys: string[]): this {
    for (const key of keys) {
      const pressed = special[key] ? keyPress('', special[key]) : keyPress(key, {});
      const { state, commands } = update(this.#views, this.state, { type: 'key', key: pressed });
      this.state = state;
      this.commands.push(...commands);
    }
    return this;
  }

  /** As typed in one go: a terminal hands a pasted text over as one press. */
  type(text: string): this {
    return this.press(text);
  }

  show(view: ViewId, target?: Target): this {
    const effect = { type: 'go' as const, view, ...defined({ target }) };
    this.state = carryOut(this.#views, this.state, [effect]).state;
    return this;
  }

  /** Asks every feed that has a question, and again while the answers make new questions. */
  async ask(at = this.state.shared.now): Promise<this> {
    const asked = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const view = this.#view();
      const open = view.feeds.flatMap((feed) => {
        const question = feed.question(this.slice, this.state.shared);
        const key = JSON.stringify([view.id, feed.name, question]);
        return question === undefined || asked.has(key) ? [] : [{ feed, question, key }];
      });
      if (open.length === 0) return this;
      for (const { feed, question, key } of open) {
        asked.add(key);
        await this.#askOne(view, feed, question, at);
      }
    }
    throw new Error('the feeds of this view never come to rest');
  }

  async #askOne(view: View, feed: View['feeds'][number], question: unknown, at: number): Promise<void> {
    const { shared } = this.state;
    if (!shared.stack) throw new Error('there is no stack to ask');
    const stack = { ...shared.stack, clients: this.#clients };
    try {
      const answer = await feed.ask(question, stack, new AbortController().signal);
      this.state = update(this.#views, this.state, { type: 'answer', view: view.id, answer, at }).state;
    } catch (error) {
      const reason = (error as Error).message;
      this.state = update(this.#views, this.state, {
        type: 'unanswered',
        view: view.id,
        feed: feed.name,
        reason,
        at,
      }).state;
    }
  }

  resize(columns: number, rows: number): this {
    this.state = update(this.#views, this.state, { type: 'resize', columns, rows }).state;
    return this;
  }

  tick(now: number): this {
    this.state = update(this.#views, this.state, { type: 'tick', now }).state;
    return this;
  }

  /** The view's area without colour; throws where a row is not exactly as wide as the area, or where there are too many. */
  frame(): string {
    const view = this.#view();
    const area = viewArea(this.state);
    const { slice } = this;
    const element = view.Component({ slice, shared: this.state.shared, pane: paneOf(this.state, view), ...area });
    const { lines } = (element as ReactElement<RowsProps>).props;
    if (lines.length > area.height) throw new Error(`${lines.length} rows in an area of ${area.height}`);
    for (const line of lines) {
      const width = lineWidth(fit(line, area.width));
      if (width !== area.width) throw new Error(`a row of ${width} cells in an area of ${area.width}`);
    }
    const colors = pc.createColors(false);
    return lines.map((line) => paint(fit(line, area.width), colors).trimEnd()).join('\n');
  }

  #view(): View {
    const view = this.#views.find(({ id }) => id === this.state.view);
    if (!view) throw new Error(`there is no view ${this.state.view}`);
    return view;
  }
}
