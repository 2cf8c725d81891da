import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import type { TraceExample } from '../../../lib/events/trace-example.ts';
import { exampleTrace, exampleWaterfall } from '../../../ui/traces/trace-example.ts';
import { traceRow } from '../../../ui/traces/trace-row.ts';
import { SpanDetail } from '../../pages/traces/span-detail.tsx';
import { Waterfall } from '../../pages/traces/waterfall.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Outcome } from './outcome.tsx';
import { PolicyVotes } from './policy-votes.tsx';

/** One trace: what happened to it and why, what each policy says about it, and its spans. */
export function TraceView({ trace, number }: { trace: TraceExample; number: number }): JSX.Element {
  const { id, outcome, reason, policies } = trace;
  const spans = useMemo(() => exampleWaterfall(trace), [trace]);
  const [selected, setSelected] = useState(spans[0]?.spanId);
  const span = spans.find(({ spanId }) => spanId === selected);
  const { service, name, durationMs } = useMemo(() => traceRow(exampleTrace(trace)), [trace]);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    head.current?.focus({ preventScroll: true });
    head.current?.scrollIntoView({ block: 'start' });
  }, [number]);
  return (
    <div class="trace-view" ref={head} tabIndex={-1} role="group" aria-label={`Trace ${service} ${name}`}>
      <Panel
        title={`${service} ${name}`}
        note={<Outcome outcome={outcome} />}
        actions={<CopyButton text={id} label="Copy trace ID" />}
      >
        <p>{reason}</p>
        <p class="muted">
          Class {trace.class}, {formatDuration(durationMs)}, trace ID <span class="mono">{id}</span>. The spans are
          shown as the services sent them.
        </p>
      </Panel>
      {policies.length > 0 && <PolicyVotes policies={policies} decided={trace.policy} />}
      <div class="trace-grid">
        <Waterfall
          spans={spans}
          totalMs={durationMs}
          selected={selected}
          onSelect={({ spanId }) => setSelected(spanId)}
        />
        {span && <SpanDetail span={span} />}
      </div>
    </div>
  );
}
