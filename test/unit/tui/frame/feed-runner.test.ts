import { expect, it } from 'vitest';
import type { Clients } from '../../../../stack/clients/clients.ts';
import { FeedRunner } from '../../../../cli/tui/feeds/feed-runner.ts';
import type { Action } from '../../../../cli/tui/state/action.ts';
import { initialState } from '../../../../cli/tui/state/ui-state.ts';
import { defineFeed, defineView, type AskedStack } from '../../../../cli/tui/view.ts';

const stack = { clients: {} as Clients } as AskedStack;

function setUp(ask: (question: { n: number }, signal: AbortSignal) => Promise<string>) {
  const view = defineView<{ n: number }, string>({
    ...{ id: 'home', title: 'Home', key: '1', about: 'Home.', panes: () => [], keys: [], initial: { n: 1 } },
    reduce: (slice) => slice,
    feeds: [
      defineFeed({
        name: 'n',
        intervalMs: 1000,
        question: ({ n }: { n: number }) => (n === 0 ? undefined : { n }),
        ask: (question: { n: number }, _, signal) => ask(question, signal),
      }),
    ],
    Component: () => null,
  });
  const actions: Action[] = [];
  const sleeps: (() => void)[] = [];
  const clock = {
    now: () => 42,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleeps.push(resolve);
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };
  const feeds = new FeedRunner({ views: [view], clock, dispatch: (action) => actions.push(action) });
  const state = initialState([view], { command: 'x', columns: 80, rows: 24, now: 0 });
  const withN = (n: number) => ({ ...state, slices: { home: { n } } });
  return { feeds, actions, sleeps, withN };
}

it('asks nothing before there is a stack, then at each interval, and again at once when the question changes', async () => {
  const asked: number[] = [];
  const { feeds, actions, sleeps, withN } = setUp(({ n }) => Promise.resolve(`answer ${asked.push(n)}`));
  feeds.follow(withN(1));
  expect(asked).toEqual([]);
  feeds.setStack(stack);
  feeds.follow(withN(1));
  feeds.follow(withN(1));
  expect(asked).toEqual([1]);
  await expect.poll(() => sleeps.length).toBe(1);
  expect(actions).toEqual([{ type: 'answer', view: 'home', answer: 'answer 1', at: 42 }]);
  sleeps[0]?.();
  await expect.poll(() => asked).toEqual([1, 1]);
  feeds.follow(withN(2));
  expect(asked).toEqual([1, 1, 2]);
});

it('gives up a question that is no longer asked, and drops its answer', async () => {
  let answer: (text: string) => void = () => undefined;
  const signals: AbortSignal[] = [];
  const { feeds, actions, sleeps, withN } = setUp((_, signal) => {
    signals.push(signal);
    return new Promise((resolve) => (answer = resolve));
  });
  feeds.setStack(stack);
  feeds.follow(withN(1));
  feeds.follow(withN(0));
  expect(signals[0]?.aborted).toBe(true);
  answer('too late');
  await expect.poll(() => sleeps.length).toBe(1);
  expect(actions).toEqual([]);
});

it('tells why there is no answer, and asks again', async () => {
  const { feeds, actions, sleeps, withN } = setUp(() => Promise.reject(new Error('refused')));
  feeds.setStack(stack);
  feeds.follow(withN(1));
  await expect.poll(() => sleeps.length).toBe(1);
  expect(actions).toEqual([{ type: 'unanswered', view: 'home', feed: 'n', reason: 'refused', at: 42 }]);
});
