import type { JSX } from 'preact';
import { formatRate, formatShortCount } from '../../../lib/format/number.ts';
import { right } from '../../../lib/format/table-column.ts';
import type { Flow, SignalName } from '../../../ui/collector/flow.ts';
import { unitsOf } from '../../../ui/collector/lanes.ts';
import type { Count } from '../../../ui/collector/readings.ts';
import type { PipelinesAnswer } from '../../../ui/workbench/api.ts';
import { hrefOf } from '../../app/address.ts';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';
import { Decisions } from './decisions.tsx';

interface ComponentDetailProps {
  component: PipelinesAnswer['components'][number];
  pipelines: PipelinesAnswer['pipelines'];
  count: Count | undefined;
  flow: Flow | undefined;
}

/** A counter of a component in a flow. */
type Read = (flow: Flow, id: string, signal: SignalName) => number | undefined;

const at = <T extends { name: string; signal: SignalName }>(list: readonly T[], id: string, signal: SignalName) =>
  list.find((one) => one.name === id && one.signal === signal);

const counters: Readonly<Record<string, readonly (readonly [name: string, read: Read])[]>> = {
  receiver: [
    ['Accepted', ({ receivers }, id, signal) => at(receivers, id, signal)?.accepted],
    ['Refused', ({ receivers }, id, signal) => at(receivers, id, signal)?.refused],
    ['Failed', ({ receivers }, id, signal) => at(receivers, id, signal)?.failed],
  ],
  processor: [
    ['In', ({ processors }, id, signal) => at(processors, id, signal)?.incoming],
    ['Out', ({ processors }, id, signal) => at(processors, id, signal)?.outgoing],
    ['Refused', ({ processors }, id, signal) => at(processors, id, signal)?.refused],
  ],
  exporter: [
    ['Sent', ({ exporters }, id, signal) => at(exporters, id, signal)?.sent],
    ['Failed to send', ({ exporters }, id, signal) => at(exporters, id, signal)?.sendFailed],
    ['Dropped, queue full', ({ exporters }, id, signal) => at(exporters, id, signal)?.enqueueFailed],
  ],
  connector: [],
};

/** What a component does, and its counters by signal. */
export function ComponentDetail({ component, pipelines, count, flow }: ComponentDetailProps): JSX.Element {
  const { id, role, about } = component;
  const used = pipelines.filter((one) => [...one.receivers, ...one.processors, ...one.exporters].includes(id));
  const signals = [...new Set(used.map(({ signal }) => signal))];
  const columns = counters[role] ?? [];
  const isCounted = (signal: SignalName): boolean =>
    flow !== undefined && columns.some(([, read]) => read(flow, id, signal) !== undefined);
  const counted = signals.filter(isCounted);
  const isSampler = id.split('/')[0] === 'tail_sampling';
  return (
    <Panel title={id} note={role} actions={<a href={hrefOf('/pipeline')}>Close</a>} isFlush>
      <p class="panel-note">
        {about || `A ${role} of type ${id.split('/')[0] ?? id}.`} In {used.map((one) => one.id).join(', ')}.
        {used.length > signals.length && ' Pipelines of one signal are counted together.'}
      </p>
      {isSampler && flow && <Decisions flow={flow} />}
      {!isSampler && counted.length === 0 && (
        <Empty
          title={
            role === 'connector'
              ? 'The Collector does not count what a connector passes on.'
              : 'Nothing is counted yet.'
          }
        >
          {role === 'connector'
            ? 'The pipelines on both sides show their own rates.'
            : 'Components without counters, and those that had nothing to do, are not in the metrics of the Collector.'}
        </Empty>
      )}
      {count && flow && counted.length > 0 && (
        <table>
          <TableHead
            columns={[
              'Signal',
              ...columns.map(([name]) => right(name)),
              ...(role === 'exporter' ? [right('Queue')] : []),
            ]}
          />
          <tbody>
            {counted.map((signal) => (
              <tr key={signal}>
                <td>{unitsOf[signal]}</td>
                {columns.map(([name, read], index) => {
                  const { total, perSecond } = count((one) => read(one, id, signal) ?? 0);
                  const isLoss = index > 0 && name !== 'Out';
                  return (
                    <td key={name} class={`num ${isLoss && total > 0 ? 'bad-text' : ''}`}>
                      {formatShortCount(total)} <span class="muted">{formatRate(perSecond)}</span>
                    </td>
                  );
                })}
                {role === 'exporter' && <td class="num">{queueText(at(flow.exporters, id, signal)?.queue)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function queueText(queue: { size: number; capacity: number } | undefined): string {
  return queue ? `${formatShortCount(queue.size)} of ${formatShortCount(queue.capacity)}` : 'none';
}
