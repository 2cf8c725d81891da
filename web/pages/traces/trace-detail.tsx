import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { plural } from '../../../lib/format/number.ts';
import { localTimeMs } from '../../../lib/format/time-of-day.ts';
import { inEntryOrder } from '../../../ui/traces/service-order.ts';
import { traceLogs } from '../../../ui/traces/trace-logs.ts';
import { traceRow, type TraceRow } from '../../../ui/traces/trace-row.ts';
import { waterfall } from '../../../ui/traces/waterfall.ts';
import { hrefOf } from '../../app/address.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { PageHead, Stat } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { SpanDetail } from './span-detail.tsx';
import { TraceLogs } from './trace-logs.tsx';
import { Waterfall } from './waterfall.tsx';

/** One trace: its spans, the selected one, and the log lines of the whole. */
export function TraceDetail({ traceId, params }: { traceId: string; params: URLSearchParams }): JSX.Element {
  const { source, status } = useSandbox();
  const { jaeger, loki } = source.clients;
  const [isComplete, setComplete] = useState(false);
  const trace = useQuery(
    traceId,
    async (signal) => {
      const stored = await jaeger.trace(traceId, signal);
      const row = stored && traceRow(stored);
      // The spans of an older trace have arrived.
      setComplete(row !== undefined && Date.now() - row.start > 60_000);
      return { row, spans: stored ? waterfall(stored) : [] };
    },
    { intervalMs: isComplete ? undefined : 3_000, keep: true },
  );
  const row = trace.data?.row;
  const logs = useQuery(row && traceId, (signal) => (row ? traceLogs(loki, row, signal) : Promise.resolve([])), {
    intervalMs: isComplete ? undefined : 3_000,
    keep: true,
  });
  if (!trace.data)
    return trace.error === undefined ? (
      <Loading what="Loading the trace" />
    ) : (
      <Failure error={trace.error} retry={trace.refresh} />
    );
  if (!row) {
    return (
      <>
        <PageHead title="Trace" />
        <Empty title={`Trace ${traceId} is not in the store.`}>
          Tail sampling dropped it, has not decided yet
          {status?.decisionWait ? ` (it waits ${status.decisionWait})` : ''}, or the store no longer has room for it.{' '}
          <a href="#/traces">Search the kept traces</a>
        </Empty>
      </>
    );
  }
  const { spans } = trace.data;
  const selected = spans.find(({ spanId }) => spanId === params.get('span')) ?? spans[0];
  return (
    <>
      <PageHead title={`${row.service} ${row.name}`}>
        <a href={hrefOf('/logs', { q: `{service_name=~".+"} | trace_id="${traceId}"` })}>Search logs</a>
        <CopyButton text={traceId} label="Copy trace ID" />
      </PageHead>
      <Summary row={row} rule={status?.policies.find(({ name }) => name === row.policy)?.rule} />
      <div class="trace-grid">
        <Waterfall
          spans={spans}
          totalMs={row.durationMs}
          selected={selected?.spanId}
          onSelect={({ spanId }) => setParams({ span: spanId })}
        />
        {selected && <SpanDetail span={selected} />}
      </div>
      <TraceLogs query={logs} row={row} selected={selected?.spanId} spans={spans} />
    </>
  );
}

function Summary({ row, rule }: { row: TraceRow; rule: string | undefined }): JSX.Element {
  const { traceId, start, durationMs, spans, services, errors, policy, rootMissing } = row;
  return (
    <div class="stats">
      <Stat label="Duration" note={`from ${localTimeMs(start)}`}>
        {formatDuration(durationMs)}
      </Stat>
      <Stat label="Spans" note={inEntryOrder(services).join(', ')}>
        {spans}
      </Stat>
      <Stat label="Errors" note={errors > 0 ? plural(errors, 'failed span') : 'no failed span'}>
        <span class={errors > 0 ? 'bad-text' : ''}>{errors}</span>
      </Stat>
      <Stat label="Kept by policy" note={rule}>
        {policy}
      </Stat>
      <Stat label="Trace ID" note={rootMissing ? 'the root span is missing' : undefined}>
        <span class="mono">{traceId}</span>
      </Stat>
    </div>
  );
}
