import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { plural } from '../../../lib/format/number.ts';
import { findTraces } from '../../../ui/traces/find-traces.ts';
import type { TraceRow } from '../../../ui/traces/trace-row.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Check } from '../../parts/fields.tsx';
import { PageHead, Panel } from '../../parts/panel.tsx';
import { rangeMsOf } from '../../parts/range.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { filterOf } from './filter.ts';
import { SearchForm } from './search-form.tsx';
import { TraceLine, TraceLineHead } from './trace-line.tsx';

const liveEveryMs = 2_000;

/** Searches the kept traces. The search is in the address. */
export function TraceSearch({ params }: { params: URLSearchParams }): JSX.Element {
  const { source, status } = useSandbox();
  const { jaeger } = source.clients;
  const [isLive, setLive] = useState(true);
  const [selected, setSelected] = useState<string>();
  const key = params.toString();
  const filter = useMemo(() => tryFilter(params), [key]);
  const query = useQuery(
    'error' in filter ? undefined : key,
    async (signal) => {
      if ('error' in filter) return [];
      const end = Date.now();
      return await findTraces(jaeger, { ...filter, start: end - rangeMsOf(params), end }, signal);
    },
    // A long list takes long to fetch, and is not watched line by line.
    {
      intervalMs: isLive && !('error' in filter) ? liveEveryMs * Math.max(1, filter.limit / 200) : undefined,
      keep: true,
    },
  );
  const open = ({ traceId }: TraceRow): void => go(hrefOf(`/traces/${traceId}`));
  const rows = query.data ?? [];
  const slowest = useMemo(() => Math.max(1, ...rows.map(({ durationMs }) => durationMs)), [rows]);
  return (
    <>
      <PageHead title="Traces">
        <Check label="Live" checked={isLive} onChange={setLive} />
      </PageHead>
      <SearchForm params={params} />
      {'error' in filter && <Failure error={filter.error} />}
      {query.error !== undefined && <Failure error={query.error} retry={query.refresh} />}
      <Panel title="Kept traces" note={query.data ? plural(rows.length, 'trace') : ''} isFlush>
        {!query.data && query.isLoading && <Loading what="Searching" />}
        {query.data && rows.length === 0 && (
          <Empty title="No kept trace matches.">
            Tail sampling decides {status?.decisionWait ? `after ${status.decisionWait}` : 'after a while'} and drops
            most traces. Widen the time range or remove a filter.
          </Empty>
        )}
        {rows.length > 0 && (
          <VirtualList
            items={rows}
            keyOf={({ traceId }) => traceId}
            rowHeight={32}
            label="Traces"
            head={<TraceLineHead />}
            render={(row) => <TraceLine row={row} slowest={slowest} />}
            selected={selected}
            onSelect={({ traceId }) => setSelected(traceId)}
            onOpen={open}
          />
        )}
      </Panel>
    </>
  );
}

function tryFilter(params: URLSearchParams): ReturnType<typeof filterOf> | { error: unknown } {
  try {
    return filterOf(params);
  } catch (error) {
    return { error };
  }
}
