import type { ReactNode } from 'react';
import { defineView, type ViewProps } from '../../view.ts';
import { Rows } from '../../widgets/rows.tsx';
import { drawList } from './draw-list.ts';
import { drawSearch } from './draw-search.ts';
import { drawTrace } from './draw-trace.ts';
import { exemplarFeed } from './feeds/exemplar.ts';
import { listFeed } from './feeds/list.ts';
import { policiesFeed } from './feeds/policies.ts';
import { linesFeed, traceFeed } from './feeds/trace.ts';
import { listKeys, traceIdKeys } from './list-keys.ts';
import { reduceTraces } from './reduce.ts';
import { initialTraces, type TracesAnswer, type TracesSlice } from './slice.ts';
import { traceKeys, tracePanes } from './trace-keys.ts';

export const tracesView = defineView<TracesSlice, TracesAnswer>({
  id: 'traces',
  title: 'Traces',
  key: '3',
  about: 'Kept traces, each with its waterfall, attributes, log lines and sampling policy.',
  panes: ({ opened }) => (opened ? tracePanes : []),
  initial: initialTraces,
  reduce: reduceTraces,
  keys: [...traceKeys, ...listKeys, ...traceIdKeys],
  filter: {
    hint: 'service, request, HTTP status, policy or trace ID',
    read: ({ filter, opened, search }) => (opened || search ? '' : filter),
    write: (slice, filter) => ({ ...slice, filter, selected: undefined }),
    applies: ({ opened, search }) => !opened && !search,
  },
  feeds: [listFeed, traceFeed, linesFeed, exemplarFeed, policiesFeed],
  Component: TracesView,
});

function TracesView({ slice, shared, width, height, pane }: ViewProps<TracesSlice>): ReactNode {
  return <Rows lines={draw({ slice, shared, width, height, pane })} width={width} height={height} />;
}

function draw({ slice, shared, width, height, pane }: ViewProps<TracesSlice>): ReturnType<typeof drawList> {
  if (slice.opened) return drawTrace(slice, shared, width, height, pane);
  return slice.search ? drawSearch(slice, shared, width) : drawList(slice, shared, width, height);
}
