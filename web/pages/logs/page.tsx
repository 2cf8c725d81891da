import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { plural } from '../../../lib/format/number.ts';
import type { LogRow } from '../../../ui/logs/log-row.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { Check } from '../../parts/fields.tsx';
import { PageHead, Panel } from '../../parts/panel.tsx';
import { rangeMsOf } from '../../parts/range.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import type { Page, PageProps } from '../page.ts';
import { LineDetail } from './line-detail.tsx';
import { LogLine, LogLineHead } from './log-line.tsx';
import { queryOf } from './log-filter.ts';
import { LogForm } from './log-form.tsx';
import { mostLines, useLogLines } from './use-log-lines.ts';

/** Log lines, newest first. The query is in the address. */
function Logs({ route: { params } }: PageProps): JSX.Element {
  const [isLive, setLive] = useState(true);
  const [selected, setSelected] = useState<string>();
  const query = queryOf(params);
  const lines = useLogLines({ query, rangeMs: rangeMsOf(params), isLive });
  const rows = lines.data ?? [];
  const current = rows.find(({ key }) => key === selected);
  const open = ({ traceId }: LogRow): void => {
    if (traceId !== undefined) go(hrefOf(`/traces/${traceId}`));
  };
  return (
    <>
      <PageHead title="Logs">
        <Check label="Live tail" checked={isLive} onChange={setLive} />
      </PageHead>
      <LogForm params={params} query={query} />
      {lines.error !== undefined && <Failure error={lines.error} retry={lines.refresh} />}
      <div class={current ? 'logs-grid' : ''}>
        <Panel
          title="Lines"
          note={lines.data && `${plural(rows.length, 'line')}${rows.length >= mostLines ? ', the newest' : ''}`}
          isFlush
        >
          {!lines.data && lines.error === undefined && <Loading what="Searching" />}
          {lines.data && rows.length === 0 && (
            <Empty title="No line matches.">Widen the time range, or remove a part of the query.</Empty>
          )}
          {rows.length > 0 && (
            <VirtualList
              items={rows}
              keyOf={({ key }) => key}
              rowHeight={26}
              label="Log lines"
              head={<LogLineHead />}
              render={(row) => <LogLine row={row} />}
              selected={selected}
              onSelect={({ key }) => setSelected(key)}
              onKey={(key, row) => {
                if (key !== 't') return false;
                open(row);
                return true;
              }}
            />
          )}
        </Panel>
        {current && <LineDetail row={current} onClose={() => setSelected(undefined)} />}
      </div>
    </>
  );
}

export const logsPage: Page = { path: 'logs', title: 'Logs', Component: Logs };
