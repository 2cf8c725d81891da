import type { ReactNode } from 'react';
import { defineView, type ViewProps } from '../../view.ts';
import { Rows } from '../../widgets/rows.tsx';
import { drawLogs } from './draw.ts';
import { linesFeed, servicesFeed } from './feed.ts';
import { logsKeys, logsPanes } from './keys.ts';
import { initialLogs, reduceLogs, restrict, type LogsAnswer, type LogsSlice } from './slice.ts';

export const logsView = defineView<LogsSlice, LogsAnswer>({
  id: 'logs',
  title: 'Logs',
  key: '4',
  about: 'Log lines of the services, filtered by text, service, level or trace.',
  panes: () => logsPanes,
  initial: initialLogs,
  reduce: reduceLogs,
  keys: logsKeys,
  filter: {
    hint: 'words of the line, or a trace ID',
    read: ({ filter }) => filter.text,
    write: (slice, text) => (text === slice.filter.text ? slice : restrict(slice, { text })),
  },
  feeds: [linesFeed, servicesFeed],
  Component: LogsView,
});

function LogsView({ slice, shared, width, height, pane }: ViewProps<LogsSlice>): ReactNode {
  return <Rows lines={drawLogs(slice, shared, width, height, pane)} width={width} height={height} />;
}
