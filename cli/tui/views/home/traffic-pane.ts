import type { AlertRule } from '../../../../stack/clients/prometheus.ts';
import type { Shared } from '../../state/shared.ts';
import { bar, resample, sparkline } from '../../widgets/charts.ts';
import { markSpan, pad, type Line, type Span } from '../../widgets/line.ts';
import { alertMarks, serviceTone, type Tone } from '../../widgets/theme.ts';
import type { ServiceSignals } from './ask.ts';
import type { HomeSlice } from './slice.ts';

/** Thresholds of the alerts, so that a row shows its colour when its alert would have reason to. */
const tooManyErrors = 0.05;
const tooSlow = 2;

/** Requests per second, errors and p99 of each service: a number, and its last two minutes as a sparkline. */
export function servicesLines({ signals, failures }: HomeSlice, width: number): Line[] {
  if (!signals) return [[{ text: failures.signals ?? 'Waiting for the first spans.', tone: 'quiet' }]];
  const nameWidth = 9;
  const numberWidth = 8;
  const sparkWidth = Math.max(4, Math.floor((width - nameWidth - 3 * (numberWidth + 2)) / 3));
  const heading = ['requests/s', 'errors', 'p99'].map((title) => pad(title, numberWidth + 2 + sparkWidth));
  const { from, to } = signals;
  const cell = (points: readonly (readonly [number, number])[], text: string, tone?: Tone, max?: number): Span[] => {
    const values = resample(points, from, to, sparkWidth);
    return [
      { text: `${pad(text, numberWidth, 'right')} `, ...(tone === undefined ? {} : { tone }) },
      { text: `${sparkline(values, sparkWidth, max === undefined ? {} : { max })} `, tone: tone ?? 'quiet' },
    ];
  };
  const row = ({ service, rate, errors, p99 }: ServiceSignals): Line => {
    const now = {
      rate: last(rate),
      errors: last(errors) ?? (last(rate) === undefined ? undefined : 0),
      p99: last(p99),
    };
    const bad = (now.errors ?? 0) > tooManyErrors;
    return [
      { text: pad(service, nameWidth), tone: serviceTone(service) },
      ...cell(rate, now.rate === undefined ? '-' : now.rate.toFixed(1)),
      ...cell(
        errors,
        now.errors === undefined ? '-' : `${(now.errors * 100).toFixed(1)} %`,
        bad ? 'bad' : undefined,
        1,
      ),
      ...cell(p99, duration(now.p99), (now.p99 ?? 0) > tooSlow ? 'warn' : undefined),
    ];
  };
  return [[{ text: ' '.repeat(nameWidth) + heading.join(''), tone: 'quiet' }], ...signals.services.map(row)];
}

function last(points: readonly (readonly [number, number])[]): number | undefined {
  const value = points.at(-1)?.[1];
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

function duration(value: number | undefined): string {
  if (value === undefined) return '-';
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(2)} s`;
}

/** How much of all traces the sampler keeps, and which policies want how many. */
export function samplerLines({ sampler, keptShares, failures }: HomeSlice, width: number): Line[] {
  if (!sampler) return [[{ text: failures.sampler ?? 'Waiting for the Collector.', tone: 'quiet' }]];
  const { kept, dropped, policies } = sampler;
  const all = kept + dropped;
  if (all === 0) return [[{ text: 'No trace has been decided yet.', tone: 'quiet' }]];
  const share = kept / all;
  const most = Math.max(1, ...Object.values(policies));
  const barWidth = Math.max(4, Math.min(30, width - 28));
  return [
    [{ text: `${(share * 100).toFixed(1)} %`, strong: true }, ` of ${all} traces kept`],
    [
      { text: pad('of late', 18), tone: 'quiet' },
      { text: sparkline(keptShares, Math.max(4, width - 18), { max: 1 }), tone: 'accent' },
    ],
    ...Object.entries(policies)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]): Line => [
        pad(name, 18),
        { text: bar(count / most, barWidth), tone: 'accent' },
        pad(String(count), 8, 'right'),
      ]),
  ];
}

/** Every alert with its state, the most urgent first. */
export function alertLines({ rules, rulesFailure, now }: Shared): Line[] {
  if (rules.length === 0) return [[{ text: rulesFailure ?? 'The rules have not been read yet.', tone: 'quiet' }]];
  const rows = rules.flatMap((rule) => alertRows(rule, now));
  return rows.sort((a, b) => b.rank - a.rank).map(({ line }) => line);
}

const ranks = { inactive: 0, pending: 1, firing: 2 };

function alertRows({ name, alerts }: AlertRule, now: number): { rank: number; line: Line }[] {
  if (alerts.length === 0)
    return [{ rank: 0, line: [markSpan(alertMarks.inactive, 11), { text: name, tone: 'quiet' }] }];
  return alerts.map(({ state, labels, activeAt }) => {
    const age = Math.max(0, Math.round((now - Date.parse(activeAt)) / 1000));
    const about = labels.service_name ?? labels.reason ?? '';
    return {
      rank: ranks[state],
      line: [markSpan(alertMarks[state], 11), name, ` ${about}`, { text: ` for ${age} s`, tone: 'quiet' }],
    };
  });
}
