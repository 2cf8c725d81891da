import { formatRate, formatShortCount } from '../../../../lib/format/number.ts';
import { formatPercent } from '../../../../lib/format/percent.ts';
import { sparkline } from '../../widgets/charts.ts';
import type { Line, Span } from '../../widgets/line.ts';
import { FlowRows } from './flow-rows.ts';
import type { ExporterFlow, Flow, SignalFlow, SignalName } from '../../../../ui/collector/flow.ts';
import { rateHistory, type Count, type Counted, type Reading } from '../../../../ui/collector/readings.ts';

export interface FlowScene {
  readings: readonly Reading[];
  flow: Flow;
  count: Count;
  width: number;
  height: number;
  /** Whether the sampled traces of each policy are shown here, instead of in a separate pane. */
  votes: boolean;
}

/** The pipelines: traces with the sampler, then metrics and logs. */
export function drawFlow(scene: FlowScene): Line[] {
  const { readings, flow, count, width, votes } = scene;
  const rows = new FlowRows(width);
  const gap: Line[] = isTall(scene) ? [[{ text: '    │', tone: 'quiet' }]] : [];
  const spark = sparkline(rateHistory(readings, received('traces')), Math.max(0, Math.min(40, width - 50)));
  return [
    rows.heading(),
    rows.station('▼ received', count(received('traces')), units.traces, { text: ` ${spark}`, tone: 'quiet' }),
    rows.loss(
      '  ├ refused',
      count((one) => of(one, 'traces').refused),
      'memory limit: senders retry',
    ),
    rows.loss(
      '  ├ failed',
      count((one) => of(one, 'traces').failed),
      'lost in the pipeline',
    ),
    [{ text: '  ├─▶ span metrics and service graph: all spans, before sampling', tone: 'quiet' }],
    ...gap,
    rows.station(
      '▼ sampler',
      count(({ sampler }) => sampler.received),
      'traces',
      waitNote(flow),
    ),
    rows.share(
      '  ├ kept',
      count(({ sampler }) => sampler.kept),
      flow,
      'good',
    ),
    ...(votes ? voteRows(flow, width) : []),
    rows.share(
      '  ├ dropped',
      count(({ sampler }) => sampler.dropped),
      flow,
      'quiet',
    ),
    rows.loss(
      '  ├ evicted',
      count(({ sampler }) => sampler.evicted),
      'lost before the decision: sampler full',
    ),
    ...gap,
    ...exportersOf(flow, 'traces').flatMap((exporter) => exporterRows(exporter, count, rows)),
    ...gap.map((): Line => []),
    ...straightThrough(scene, 'metrics', rows),
    ...straightThrough(scene, 'logs', rows),
  ];
}

/** Units of the signals. */
const units: Record<SignalName, string> = { traces: 'spans', metrics: 'points', logs: 'records' };

const isTall = ({ height }: Pick<FlowScene, 'height'>): boolean => height >= 24;

function waitNote({ sampler: { waiting } }: Flow): Span {
  return { text: `, ${formatShortCount(waiting)} waiting for a decision`, tone: 'quiet' };
}

/** Sampled traces of each policy, in as few rows as possible. */
function voteRows({ sampler: { policies } }: Flow, width: number): Line[] {
  const rows: string[] = [];
  for (const { name, votes, asked } of policies) {
    const text = `${name} ${formatShortCount(votes)} (${formatPercent(votes / asked)})`;
    const last = rows.at(-1);
    if (last !== undefined && last.length + text.length + 14 <= width) rows[rows.length - 1] = `${last}, ${text}`;
    else rows.push(text);
  }
  return rows.map((text, index) => [{ text: `  │   ${index === 0 ? 'votes ' : '      '}${text}`, tone: 'quiet' }]);
}

function exporterRows(exporter: ExporterFlow, count: Count, rows: FlowRows): Line[] {
  const { name, queue } = exporter;
  const sent = count((flow) => find(flow, exporter)?.sent ?? 0);
  const unit = units[exporter.signal];
  return [
    rows.station(`▼ ${name}`, sent, `${unit} sent`, lossOf(exporter)),
    ...(queue ? [rows.queue(queue, unit)] : []),
  ];
}

/** A signal without a sampler: one row for the receivers and for each exporter, or all in one row on low screens. */
function straightThrough(scene: FlowScene, signal: SignalName, rows: FlowRows): Line[] {
  const { flow, count } = scene;
  const exporters = exportersOf(flow, signal);
  const accepted = count(received(signal));
  const { refused, failed } = of(flow, signal);
  const refusedSpans: Span[] =
    refused + failed > 0 ? [{ text: ` ✗ ${formatShortCount(refused + failed)} refused`, tone: 'bad' }] : [];
  if (isTall(scene)) {
    const sent = exporters.flatMap((exporter) => exporterRows(exporter, count, rows));
    return [rows.station(`▼ ${signal}`, accepted, `${units[signal]} received`, ...refusedSpans), ...sent, []];
  }
  return [
    rows.station(
      `▼ ${signal}`,
      accepted,
      units[signal],
      ...refusedSpans,
      ...exporters.flatMap((one) => shortly(one, count)),
    ),
  ];
}

/** `▶ loki 29/s, 0 queued`: an exporter in short form. */
function shortly(exporter: ExporterFlow, count: Count): Span[] {
  const { perSecond: rate }: Counted = count((flow) => find(flow, exporter)?.sent ?? 0);
  const { size, capacity } = exporter.queue ?? { size: 0, capacity: 0 };
  const lost = exporter.sendFailed + exporter.enqueueFailed > 0;
  const filling = capacity > 0 && size / capacity >= 0.2;
  const queued = `${filling ? ' !' : ','} ${formatShortCount(size)} queued`;
  return [
    { text: ` ▶ ${exporter.name.split('/').at(-1) ?? ''} ${formatRate(rate)}` },
    lost ? lossOf(exporter) : { text: queued, tone: filling ? 'warn' : 'quiet' },
  ];
}

/** Data that an exporter failed to send or to queue. */
function lossOf({ sendFailed, enqueueFailed }: ExporterFlow): Span {
  const parts = [
    sendFailed > 0 ? `${formatShortCount(sendFailed)} failed` : '',
    enqueueFailed > 0 ? `${formatShortCount(enqueueFailed)} not queued` : '',
  ].filter(Boolean);
  return parts.length === 0 ? { text: ', none lost', tone: 'quiet' } : { text: ` ✗ ${parts.join(', ')}`, tone: 'bad' };
}

function exportersOf(flow: Flow, signal: SignalName): ExporterFlow[] {
  return flow.exporters.filter((exporter) => exporter.signal === signal);
}

function find(flow: Flow, { name, signal }: Pick<ExporterFlow, 'name' | 'signal'>): ExporterFlow | undefined {
  return flow.exporters.find((one) => one.name === name && one.signal === signal);
}

function of(flow: Flow, signal: SignalName): SignalFlow {
  return flow.signals.find((one) => one.signal === signal) ?? { signal, accepted: 0, refused: 0, failed: 0 };
}

const received = (signal: SignalName) => (flow: Flow) => of(flow, signal).accepted;
