import { defineFeed } from '../../../view.ts';
import { readPolicies } from '../../signals/policies.ts';
import type { TracesAnswer, TracesSlice } from '../slice.ts';

/** The sampling policies, read once: they do not change while the Collector runs. */
export const policiesFeed = defineFeed<TracesSlice, Record<string, never>, TracesAnswer>({
  name: 'policies',
  intervalMs: 10_000,
  question: ({ policies }) => (policies.policies.length === 0 ? {} : undefined),
  ask: async (_question, stack) => ({ feed: 'policies', policies: await readPolicies(stack) }),
});
