import type { JSX } from 'preact';
import type { LogRow } from '../../../ui/logs/log-row.ts';
import { hrefOf } from '../../app/address.ts';
import { Panel } from '../../parts/panel.tsx';

/** The whole of a line, with its labels and structured metadata. */
export function LineDetail({ row, onClose }: { row: LogRow; onClose: () => void }): JSX.Element {
  const { text, labels, traceId, spanId } = row;
  return (
    <Panel
      title="Line"
      actions={
        <>
          {traceId !== undefined && <a href={hrefOf(`/traces/${traceId}`, { span: spanId })}>Show its trace</a>}
          <button type="button" class="link" onClick={onClose}>
            Close
          </button>
        </>
      }
      isFlush
    >
      <div class="details">
        <pre class="line-text">{text}</pre>
        <dl>
          {Object.entries(labels)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
    </Panel>
  );
}
