import type { ReactNode } from 'react';
import type { KeyBinding } from '../../keys/binding.ts';
import { defineFeed, defineView, type ViewProps } from '../../view.ts';
import { Rows } from '../../widgets/rows.tsx';
import { readPolicies } from '../signals/policies.ts';
import { drawCollector } from './draw.ts';
import { flowOf } from '../../../../ui/collector/flow.ts';
import { initialCollector, reduceCollector, type CollectorAnswer, type CollectorSlice } from './slice.ts';

const metricsFeed = defineFeed<CollectorSlice, Record<string, never>, CollectorAnswer>({
  name: 'metrics',
  intervalMs: 1000,
  question: () => ({}),
  ask: async (_question, { clients: { collector } }, signal) => ({
    feed: 'metrics',
    flow: flowOf(await collector.read(signal)),
  }),
});

const policiesFeed = defineFeed<CollectorSlice, Record<string, never>, CollectorAnswer>({
  name: 'policies',
  intervalMs: 10_000,
  question: ({ policies }) => (policies.policies.length === 0 ? {} : undefined),
  ask: async (_question, stack) => ({ feed: 'policies', policies: await readPolicies(stack) }),
});

const keys: readonly KeyBinding<CollectorSlice>[] = [
  {
    keys: ['t'],
    label: 'traces',
    help: 'Shows the kept traces.',
    press: () => ({ effects: [{ type: 'go', view: 'traces', target: { type: 'traces' } }] }),
  },
  {
    keys: ['o'],
    label: 'metrics',
    help: "Opens the Collector's own metrics.",
    when: (_slice, { shared }) => shared.stack !== undefined,
    press: (_slice, { shared: { stack } }) => ({
      effects: [
        {
          type: 'open',
          url: `${stack?.endpoints.collector.metrics ?? ''}/metrics`,
          what: "the Collector's own metrics",
        },
      ],
    }),
  },
  {
    keys: ['c'],
    label: 'copy URL',
    help: "Copies the URL of the Collector's own metrics.",
    when: (_slice, { shared }) => shared.stack !== undefined,
    press: (_slice, { shared: { stack } }) => ({
      effects: [
        {
          type: 'copy',
          text: `${stack?.endpoints.collector.metrics ?? ''}/metrics`,
          what: "the URL of the Collector's metrics",
        },
      ],
    }),
  },
];

export const collectorView = defineView<CollectorSlice, CollectorAnswer>({
  id: 'collector',
  title: 'Collector',
  key: '6',
  about:
    'The pipelines: received, refused, kept, dropped, queued and sent data, and the traces sampled by each policy.',
  panes: () => [],
  initial: initialCollector,
  reduce: reduceCollector,
  keys,
  feeds: [metricsFeed, policiesFeed],
  Component: CollectorView,
});

function CollectorView({ slice, shared, width, height }: ViewProps<CollectorSlice>): ReactNode {
  return <Rows lines={drawCollector(slice, shared, width, height)} width={width} height={height} />;
}
