import { defined } from '../../../../lib/defined.ts';
import { formatAge, formatDuration } from '../../../../lib/duration/format-duration.ts';
import { formatNumber, formatShortCount } from '../../../../lib/format/number.ts';
import { formatPercent } from '../../../../lib/format/percent.ts';
import type { AlertRule } from '../../../../stack/clients/prometheus.ts';
import type { Shared } from '../../state/shared.ts';
import { bar, resample, sparkline, tallSparkline } from '../../widgets/charts.ts';
import { markSpan, pad, type Line, type Span } from '../../widgets/line.ts';
import { alertMarks, serviceTone, type Tone } from '../../widgets/theme.ts';
import type { ServiceSignals } from '../../../../ui/signals/signals.ts';
import { aboutAlert } from '../../../../ui/runs/tracks.ts';
import type { HomeSlice } from './slice.ts';

/** The thresholds of the alerts, to highlight a value above them. */
const tooManyErrors = 0.05;
const tooSlow = 2;

/** The narrowest and the widest column of names. */
const nameWidths = { min: 9, max: 24 };
const numberWidth = 10;

/**
 * Requests per second, errors and p99 of each service: the last value, and two minutes as a sparkline of `rows` rows.
 */
export function servicesLines({ signals, failures }: HomeSlice, width: number, rows: number): Line[] {
  if (!signals || signals.services.length === 0)
    return [[{ text: failures.signals ?? 'Waiting for the first spans.', tone: 'quiet' }]];
  const longest = Math.max(...signals.services.map(({ service }) => service.length + (service.length > 8 ? 1 : 0)));
  const nameWidth = Math.min(nameWidths.max, Math.max(nameWidths.min, longest));
  const sparkWidth = Math.max(4, Math.floor((width - nameWidth - 3 * (numberWidth + 2)) / 3));
  const heading = ['requests/s', 'errors', 'p99'].map(
    (title) => pad(title, numberWidth, 'right') + ' '.repeat(sparkWidth + 2),
  );
  const { from, to } = signals;
  // The number is next to the last row of its sparkline.
  const cell = (points: readonly (readonly [number, number])[], text: string, tone?: Tone, max?: number): Span[][] =>
    tallSparkline(resample(points, from, to, sparkWidth), sparkWidth, rows, max === undefined ? {} : { max }).map(
      (bars, row) => [
        {
          text: `${pad(row === rows - 1 ? text : '', numberWidth, 'right')} `,
          ...defined({ tone }),
        },
        { text: `${bars} `, tone: tone ?? 'quiet' },
      ],
    );
  const linesOf = ({ service, rate, errors, p99 }: ServiceSignals): Line[] => {
    const now = {
      rate: last(rate),
      errors: last(errors) ?? (last(rate) === undefined ? undefined : 0),
      p99: last(p99),
    };
    const bad = (now.errors ?? 0) > tooManyErrors;
    const share = now.errors === undefined ? '-' : `${bad ? '✗ ' : ''}${formatPercent(now.errors)}`;
    const slow = (now.p99 ?? 0) > tooSlow;
    const columns = [
      cell(rate, now.rate === undefined ? '-' : formatNumber(now.rate)),
      cell(errors, share, bad ? 'bad' : undefined, 1),
      cell(
        p99,
        `${slow ? '! ' : ''}${now.p99 === undefined ? '-' : formatDuration(now.p99 * 1000)}`,
        slow ? 'warn' : undefined,
      ),
    ];
    return Array.from({ length: rows }, (_, row): Line => [
      { text: pad(row === rows - 1 ? service : '', nameWidth), tone: serviceTone(service) },
      ...columns.flatMap((column) => column[row] ?? []),
    ]);
  };
  return [
    [{ text: ' '.repeat(nameWidth) + heading.join(''), tone: 'quiet' }],
    ...signals.services.flatMap((one) => linesOf(one)),
  ];
}

function last(points: readonly (readonly [number, number])[]): number | undefined {
  const value = points.at(-1)?.[1];
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** The share of kept traces, and the traces sampled by each policy. */
export function samplerLines({ sampler, keptShares, failures }: HomeSlice, width: number): Line[] {
  if (!sampler) return [[{ text: failures.sampler ?? 'Waiting for the Collector.', tone: 'quiet' }]];
  const { kept, dropped, policies } = sampler;
  const all = kept + dropped;
  if (all === 0) return [[{ text: 'No decision on a trace yet.', tone: 'quiet' }]];
  const share = kept / all;
  const most = Math.max(1, ...Object.values(policies));
  const barWidth = Math.max(4, Math.min(30, width - 28));
  return [
    [{ text: formatPercent(share), strong: true }, ` of ${formatShortCount(all)} traces kept`],
    [
      { text: pad('recently kept', 18), tone: 'quiet' },
      { text: sparkline(keptShares, Math.max(4, width - 18), { max: 1 }), tone: 'accent' },
    ],
    ...Object.entries(policies)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]): Line => [
        pad(name, 18),
        { text: bar(count / most, barWidth), tone: 'accent' },
        pad(formatShortCount(count), 8, 'right'),
      ]),
  ];
}

/** Every alert with its state, most urgent first, then a hint. */
export function alertLines({ rules, rulesFailure, now, activity }: Shared, height: number): Line[] {
  if (rules.length === 0) return [[{ text: rulesFailure ?? 'The rules have not been read yet.', tone: 'quiet' }]];
  const rows = rules.flatMap((rule) => alertRows(rule, now)).sort((a, b) => b.rank - a.rank);
  const isQuiet = rows.every(({ rank }) => rank === 0);
  const hint = isQuiet ? (activity === 'ready' ? alertHint : '') : 'a shows the alerts and their traces';
  const shown = rows.slice(0, Math.max(1, height - (hint === '' ? 0 : 1))).map(({ line }) => line);
  return hint === '' ? shown : [...shown, [{ text: hint, tone: 'accent' }]];
}

const alertHint = 'Make one fire: 7 Faults, 2 Scenarios';

const ranks = { inactive: 0, pending: 1, firing: 2 };

function alertRows({ name, alerts }: AlertRule, now: number): { rank: number; line: Line }[] {
  if (alerts.length === 0)
    return [{ rank: 0, line: [markSpan(alertMarks.inactive, 11), { text: name, tone: 'quiet' }] }];
  return alerts.map(({ state, labels, activeAt }) => ({
    rank: ranks[state],
    line: [
      markSpan(alertMarks[state], 11),
      // First, because on a narrow screen the end of the line is cut off.
      { text: `${aboutAlert(labels)} `, strong: true },
      name,
      { text: ` for ${formatAge(now - Date.parse(activeAt))}`, tone: 'quiet' },
    ],
  }));
}
