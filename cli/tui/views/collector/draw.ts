import type { Shared } from '../../state/shared.ts';
import { bar, sparkline } from '../../widgets/charts.ts';
import { pad, type Line, type Span } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import type { Tone } from '../../widgets/theme.ts';
import { beside } from '../signals/areas.ts';
import { amount, clock, percent, perSecond } from '../signals/format.ts';
import { outageLine } from '../signals/outages.ts';
import { drawPolicies } from './draw-policies.ts';
import type { ExporterFlow, Flow, SignalName } from './flow.ts';
import { counting, course, type CollectorSlice, type Count, type Counted } from './slice.ts';

/** The pipelines from the receivers above to the backends below; beside them, where there is room, what each policy says. */
export function drawCollector(slice: CollectorSlice, shared: Shared, width: number, height: number): Line[] {
  const { readings, outages, restartedAt, policies } = slice;
  const wide = width >= 140;
  const left = wide ? Math.floor(width * 0.55) : width;
  const inside = insideOf(left, height);
  const flow = readings.at(-1)?.flow;
  const count = counting(readings);
  const outage = outageLine(outages, { metrics: 'The Collector' }, shared.now);
  const head: Line[] = [
    ...(outage ? [outage] : []),
    ...(restartedAt === undefined
      ? []
      : [
          [
            {
              text: `! The Collector began anew at ${clock(restartedAt)}: totals count from there.`,
              tone: 'warn' as const,
            },
          ],
        ]),
  ];
  const spare = inside.height - head.length;
  const body =
    flow && count ? drawFlow({ slice, flow, count, width: inside.width, height: spare, wide }) : waiting(slice, shared);
  const note = flow ? 'its own counters; rates of the last 5 s' : '';
  const pane = paneLines({
    title: 'The Collector as it flows',
    note,
    focused: true,
    lines: [...head, ...body],
    width: left,
    height,
  });
  return wide ? beside(pane, drawPolicies(flow, policies, width - left, height)) : pane;
}

interface Scene {
  slice: CollectorSlice;
  flow: Flow;
  count: Count;
  width: number;
  height: number;
  wide: boolean;
}

const nameWidth = 22;

function drawFlow({ slice, flow, count, width, height, wide }: Scene): Line[] {
  const tall = height >= 24;
  const traces = flow.exporters.filter(({ signal }) => signal === 'traces');
  const arrow: Line = [{ text: '    │', tone: 'quiet' }];
  const gap = tall ? [arrow] : [];
  const pad1 = Math.max(0, width - 56);
  const spark = sparkline(
    course(slice.readings, (one) => received(one, 'traces')),
    Math.min(30, pad1),
  );
  return [
    [
      { text: pad('', nameWidth), tone: 'quiet' },
      { text: `${pad('per second', 11, 'right')}${pad('total', 12, 'right')}`, tone: 'quiet' },
    ],
    [
      ...row(
        '▼ received',
        count((one) => received(one, 'traces')),
        'spans',
      ),
      { text: ` ${spark}`, tone: 'quiet' },
    ],
    lost(
      '  ├ refused',
      count((one) => of(one, 'traces').refused),
      'the senders try again',
    ),
    lost(
      '  ├ failed',
      count((one) => of(one, 'traces').failed),
      'inside of the pipeline',
    ),
    [{ text: '  ├─▶ span metrics and service graph: of every span, before sampling', tone: 'quiet' }],
    ...gap,
    row(
      '▼ sampler',
      count(({ sampler }) => sampler.received),
      'traces',
      `${amount(flow.sampler.waiting)} wait for a decision`,
    ),
    shareRow(
      '  ├ kept',
      count(({ sampler }) => sampler.kept),
      flow,
      'good',
    ),
    ...(wide ? [] : policyRows(flow, width)),
    shareRow(
      '  ├ dropped',
      count(({ sampler }) => sampler.dropped),
      flow,
      'quiet',
    ),
    lost(
      '  ├ lost undecided',
      count(({ sampler }) => sampler.evicted),
      'no room to wait in',
    ),
    ...gap,
    ...traces.flatMap((exporter) => exporterRows(exporter, count, width)),
    ...(tall ? [[]] : []),
    ...(['metrics', 'logs'] as const).flatMap((signal) => otherSignal(signal, flow, count, width, tall)),
  ];
}

function row(name: string, counted: Counted, unit: string, note = ''): Line {
  return [
    { text: pad(name, nameWidth), strong: true },
    ...numbers(counted),
    ` ${unit}`,
    { text: note === '' ? '' : `, ${note}`, tone: 'quiet' },
  ];
}

function numbers({ perSecond: rate, total }: Counted, tone?: Tone): Span[] {
  const text = `${pad(perSecond(rate), 11, 'right')}${pad(amount(total), 12, 'right')}`;
  return [tone === undefined ? { text } : { text, tone }];
}

/** What should be zero: quiet while it is, and marked when it is not. */
function lost(name: string, counted: Counted, why: string): Line {
  const bad = counted.total > 0;
  const tone: Tone = bad ? 'bad' : 'quiet';
  return [
    { text: pad(name, nameWidth), tone },
    ...numbers(counted, tone),
    { text: bad ? ` ✗ lost: ${why}` : ' ✓ none', tone },
  ];
}

function shareRow(name: string, counted: Counted, { sampler: { kept, dropped } }: Flow, tone: Tone): Line {
  const share = counted.total / (kept + dropped);
  return [
    { text: pad(name, nameWidth), ...(tone === 'good' ? { tone } : {}) },
    ...numbers(counted),
    ` ${pad(percent(share), 7, 'right')} `,
    { text: bar(share, 12), tone },
  ];
}

/** Under "kept": who voted for it, in as few rows as it takes. */
function policyRows({ sampler: { policies } }: Flow, width: number): Line[] {
  const texts = policies.map(({ name, votes, asked }) => `${name} ${amount(votes)} (${percent(votes / asked)})`);
  const rows: string[] = [];
  for (const text of texts) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + text.length + 12 <= width) rows[rows.length - 1] = `${last}, ${text}`;
    else rows.push(text);
  }
  return rows.map((text, index) => [{ text: `  │   ${index === 0 ? 'votes ' : '      '}${text}`, tone: 'quiet' }]);
}

function exporterRows(exporter: ExporterFlow, count: Count, width: number): Line[] {
  const { name, queue } = exporter;
  const find = (flow: Flow): ExporterFlow | undefined =>
    flow.exporters.find((one) => one.name === name && one.signal === exporter.signal);
  const sent = count((flow) => find(flow)?.sent ?? 0);
  const failed = count((flow) => find(flow)?.sendFailed ?? 0);
  const refused = count((flow) => find(flow)?.enqueueFailed ?? 0);
  return [
    [{ text: pad(`▼ ${name}`, nameWidth), strong: true }, ...numbers(sent), ' sent', ...trouble(failed, refused)],
    ...(queue ? [queueRow(queue, width)] : []),
  ];
}

/** Given up, or not taken into the queue: what an exporter loses. */
function trouble(failed: Counted, refused: Counted): Span[] {
  const parts = [
    failed.total > 0 ? `${amount(failed.total)} given up` : '',
    refused.total > 0 ? `${amount(refused.total)} not queued` : '',
  ].filter(Boolean);
  return parts.length === 0
    ? [{ text: ', none lost', tone: 'quiet' }]
    : [{ text: ` ✗ ${parts.join(', ')}`, tone: 'bad' }];
}

function queueRow({ size, capacity }: { size: number; capacity: number }, width: number): Line {
  const share = capacity > 0 ? size / capacity : 0;
  const tone: Tone = share >= 0.8 ? 'bad' : share >= 0.3 ? 'warn' : 'quiet';
  const word = share >= 0.8 ? '✗ nearly full' : share >= 0.3 ? '! filling' : '✓ flows';
  const cells = Math.max(6, Math.min(24, width - 58));
  return [
    { text: pad('  └ queued', nameWidth), tone },
    { text: pad(`${amount(size)} of ${amount(capacity)}`, 23, 'right'), tone },
    { text: ` ${bar(share, cells)} ${word}`, tone },
  ];
}

/** Metrics and logs go straight through: received, and sent by each exporter. */
function otherSignal(signal: SignalName, flow: Flow, count: Count, width: number, tall: boolean): Line[] {
  const exporters = flow.exporters.filter((exporter) => exporter.signal === signal);
  const accepted = count((one) => received(one, signal));
  const refused = of(flow, signal).refused + of(flow, signal).failed;
  const note = refused > 0 ? `✗ ${amount(refused)} refused` : '';
  const taken: Line = [
    ...row(`▼ ${signal}`, accepted, 'received'),
    { text: note === '' ? '' : ` ${note}`, tone: 'bad' },
  ];
  if (tall) return [taken, ...exporters.flatMap((exporter) => exporterRows(exporter, count, width)), []];
  const [first] = exporters;
  const sent = count(({ exporters: all }) =>
    all.filter((one) => one.signal === signal).reduce((sum, one) => sum + one.sent, 0),
  );
  const lostHere = exporters.reduce((sum, one) => sum + one.sendFailed + one.enqueueFailed, 0);
  const queued = exporters.reduce((sum, { queue }) => sum + (queue?.size ?? 0), 0);
  const tail: Span =
    lostHere > 0
      ? { text: ` ✗ ${amount(lostHere)} lost`, tone: 'bad' }
      : { text: `, ${amount(queued)} queued`, tone: 'quiet' };
  return [
    [
      ...row(`▼ ${signal}`, accepted, 'in'),
      ` ▶ ${first?.name.split('/').at(-1) ?? ''} ${perSecond(sent.perSecond)}`,
      tail,
    ],
  ];
}

function of(flow: Flow, signal: SignalName): Flow['signals'][number] {
  return flow.signals.find((one) => one.signal === signal) ?? { signal, accepted: 0, refused: 0, failed: 0 };
}

function received(flow: Flow, signal: SignalName): number {
  return of(flow, signal).accepted;
}

function waiting({ outages }: CollectorSlice, { stack }: Shared): Line[] {
  if (!stack)
    return [[{ text: 'The stack is still booting; counters come once the Collector answers.', tone: 'quiet' }]];
  return outages.metrics ? [] : [[{ text: 'Asking the Collector for its own metrics …', tone: 'quiet' }]];
}
