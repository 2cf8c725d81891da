import { defineFeed } from '../../../view.ts';
import { readPolicies } from '../../signals/policies.ts';
import type { TracesAnswer, TracesSlice } from '../slice.ts';

/** What the sampler's policies say, once: they do not change while a Collector runs. */
export const policiesFeed = defineFeed<TracesSlice, Record<string, never>, TracesAnswer>({
  name: 'policies',
  intervalMs: 10_000,
  question: ({ policies }) => (policies.policies.length === 0 ? {} : undefined),
  ask: async (_question, stack) => ({ feed: 'policies', policies: await readPolicies(stack) }),
});
