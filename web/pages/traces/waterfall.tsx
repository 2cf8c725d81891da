import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { plural } from '../../../lib/format/number.ts';
import type { SpanRow } from '../../../ui/traces/waterfall.ts';
import { Panel } from '../../parts/panel.tsx';
import { serviceColor } from '../../parts/service-color.ts';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { withChildren } from './collapse.ts';

interface WaterfallProps {
  spans: readonly SpanRow[];
  totalMs: number;
  selected: string | undefined;
  onSelect: (span: SpanRow) => void;
}

/** The spans as a tree on the time scale of the trace. Arrow keys move, and collapse or expand. */
export function Waterfall({ spans, totalMs, selected, onSelect }: WaterfallProps): JSX.Element {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => withChildren(spans, collapsed), [spans, collapsed]);
  const fold = (spanId: string, on: boolean): void => {
    const next = new Set(collapsed);
    if (on) next.add(spanId);
    else next.delete(spanId);
    setCollapsed(next);
  };
  const ticks = [0, 0.25, 0.5, 0.75].map((share) => formatDuration(share * totalMs));
  return (
    <Panel
      title="Spans"
      note={shown.length === spans.length ? '' : `${plural(spans.length - shown.length, 'span')} hidden`}
      isFlush
    >
      <VirtualList
        items={shown}
        keyOf={({ span }) => span.spanId}
        rowHeight={28}
        label="Spans of the trace"
        role="tree"
        selected={selected}
        onSelect={({ span }) => onSelect(span)}
        rowProps={({ span, children }) => ({
          'aria-level': span.depth + 1,
          ...(children > 0 ? { 'aria-expanded': !collapsed.has(span.spanId) } : {}),
        })}
        onKey={(key, { span, children }) => {
          if (children === 0 || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return false;
          fold(span.spanId, key === 'ArrowLeft');
          return true;
        }}
        head={
          <div class="span-line">
            <span>Service and operation</span>
            <span class="ticks">
              {ticks.map((tick, index) => (
                <span key={index}>{tick}</span>
              ))}
            </span>
          </div>
        }
        render={({ span, children }) => (
          <div class="span-line">
            <span class="clip" style={{ paddingLeft: `${Math.min(span.depth, 16) * 12}px` }}>
              <button
                type="button"
                class="fold"
                tabIndex={-1}
                hidden={children === 0}
                aria-label={collapsed.has(span.spanId) ? `Show ${children} children` : 'Hide the children'}
                onClick={(event) => {
                  event.stopPropagation();
                  fold(span.spanId, !collapsed.has(span.spanId));
                }}
              >
                {collapsed.has(span.spanId) ? '+' : '−'}
              </button>
              {children === 0 && <span class="fold" />}
              <span class="swatch" style={{ background: serviceColor(span.service) }} aria-hidden="true" />{' '}
              <b>{span.service}</b>{' '}
              <span class={span.error ? 'bad-text' : ''}>
                {span.name}
                {span.error ? ' (error)' : ''}
              </span>
              {span.isLost === true && <span class="warn-text"> not exported</span>}
              {span.orphan && <span class="warn-text"> parent missing</span>}
            </span>
            <Bar span={span} totalMs={totalMs} />
          </div>
        )}
      />
    </Panel>
  );
}

function Bar({
  span: { offsetMs, durationMs, service, error },
  totalMs,
}: {
  span: SpanRow;
  totalMs: number;
}): JSX.Element {
  const scale = totalMs > 0 ? 100 / totalMs : 0;
  const left = Math.min(99.7, offsetMs * scale);
  const width = Math.max(0.3, Math.min(100 - left, durationMs * scale));
  const end = left + width;
  // The duration is on the side with room for it, or at the end of a bar that takes up both.
  const isInside = end >= 70 && left < 12;
  const side = end < 70 ? { left: `${end}%` } : { right: `${100 - (isInside ? end : left)}%` };
  return (
    <span class="bar-area">
      <span
        class={`bar${error ? ' error' : ''}`}
        style={{ left: `${left}%`, width: `${width}%`, background: serviceColor(service) }}
      />
      <span class={`bar-label${isInside ? ' inside' : ''}`} style={side}>
        {formatDuration(durationMs)}
      </span>
    </span>
  );
}
