import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { plural } from '../../../lib/format/number.ts';
import type { LogRow } from '../../../ui/logs/log-row.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { LineDetail } from './line-detail.tsx';
import { LogLine, LogLineHead } from './log-line.tsx';
import { mostLines, useLogLines } from './use-log-lines.ts';

/** The lines of a query, with the selected one at the side. */
export function Lines(asked: { query: string; rangeMs: number; isLive: boolean }): JSX.Element {
  const [selected, setSelected] = useState<string>();
  const lines = useLogLines(asked);
  const rows = lines.data ?? [];
  const current = rows.find(({ key }) => key === selected);
  const open = ({ traceId }: LogRow): void => {
    if (traceId !== undefined) go(hrefOf(`/traces/${traceId}`));
  };
  return (
    <>
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
