import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import { cut, wrap, type Line, type Span } from '../../widgets/line.ts';
import { serviceTone } from '../../widgets/theme.ts';
import { outageLine } from '../signals/outages.ts';
import type { KnownPolicies } from '../signals/policies.ts';
import { resultSpan } from './draw-list.ts';
import type { Opened, TracesSlice } from './slice.ts';
import type { TraceRow } from '../../../../ui/traces/trace-row.ts';

/** Maximum number of rows for the rule of a policy. */
const ruleRows = 3;

/** The head of an open trace: the request, the policy that kept it, and the alert it was opened from. */
export function drawHead({ opened, policies, outages }: TracesSlice, { now }: Shared, width: number): Line[] {
  const outage = outageLine(outages, { trace: 'Jaeger', lines: 'Loki' }, now);
  const row = opened?.answer?.trace?.row;
  return [
    ...(outage ? [outage] : []),
    ...(row ? [headline(row), ...keptBy(row.policy, policies, width)] : []),
    ...(opened?.via ? viaLines(opened.via, width) : []),
  ];
}

function headline(row: TraceRow): Line {
  const { name, status, service, durationMs, spans, errors, start } = row;
  const answered = status === undefined ? '' : ` → ${status}`;
  const counts = `${spans} ${spans === 1 ? 'span' : 'spans'}${errors > 0 ? `, ${errors} in error` : ''}`;
  return [
    resultSpan(row),
    '  ',
    { text: `${name}${answered}`, strong: true },
    '  ',
    { text: service, tone: serviceTone(service) },
    `  ${formatDuration(durationMs)}  ${counts}`,
    { text: `  ${localTime(start)}`, tone: 'quiet' },
  ];
}

/** The policy that sampled the trace, and its rule. */
function keptBy(policy: string, known: KnownPolicies, width: number): Line[] {
  if (policy === '(cached decision)') {
    return [
      [
        { text: 'Kept by an earlier decision', strong: true, tone: 'accent' },
        ': its spans arrived after the decision.',
      ],
    ];
  }
  if (policy === '(not recorded)') {
    return [
      [
        { text: 'No policy is recorded', strong: true, tone: 'warn' },
        ': it did not pass a tail sampler that records its policy.',
      ],
    ];
  }
  const label = `Kept by the policy ${policy}`;
  const rule = known.policies.find(({ name }) => name === policy)?.rule;
  const source = known.running ? '' : ' (according to stack/config)';
  const text =
    rule === undefined ? `${label}, which the configuration does not define.` : `${label}, which ${rule}${source}`;
  const lines = wrap(text, width);
  return lines.slice(0, ruleRows).map((line, index): Line => {
    const shown = index === ruleRows - 1 && lines.length > ruleRows ? cut(`${line} …`, width) : line;
    if (index > 0) return [{ text: shown, tone: 'quiet' }];
    const name: Span = { text: shown.slice(0, label.length), strong: true, tone: 'accent' };
    return [name, { text: shown.slice(label.length), tone: 'quiet' }];
  });
}

function viaLines({ alert, found }: NonNullable<Opened['via']>, width: number): Line[] {
  const { dropped, undecided, exemplars, slowestFirst } = found;
  const of = Object.entries(alert.labels)
    .filter(([name]) => name !== 'severity' && name !== 'alertname')
    .map(([, value]) => value)
    .join(', ');
  const parts = [
    `${slowestFirst ? 'slowest' : 'newest'} first, ${dropped + undecided + 1} of ${exemplars}`,
    ...(dropped > 0 ? [`${dropped} before it dropped by sampling`] : []),
    ...(undecided > 0 ? [`${undecided} before it not decided yet`] : []),
  ];
  const label = `◆ Exemplar of ${alert.alertname}${of === '' ? '' : ` (${of})`}`;
  return wrap(`${label}: ${parts.join('; ')}`, width).map((line, index): Line => {
    if (index > 0) return [{ text: line, tone: 'quiet' }];
    return [
      { text: line.slice(0, label.length), tone: 'warn' },
      { text: line.slice(label.length), tone: 'quiet' },
    ];
  });
}
