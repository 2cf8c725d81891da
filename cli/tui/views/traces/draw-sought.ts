import type { Shared } from '../../state/shared.ts';
import { wrap, type Line } from '../../widgets/line.ts';
import { outageLine } from '../signals/outages.ts';
import type { TracesSlice } from './slice.ts';

/** While the trace behind an alert is looked for: what was found so far, and what can be done instead. */
export function drawSought({ sought, outages }: TracesSlice, { rules, now }: Shared, width: number): Line[] {
  if (!sought) return [];
  const { alert, nothing } = sought;
  const outage = outageLine(outages, { exemplar: 'Prometheus or Jaeger' }, now);
  const quiet = (text: string): Line[] => wrap(text, width).map((line) => [{ text: line, tone: 'quiet' }]);
  const head: Line[] = [
    ...(outage ? [outage] : []),
    [
      {
        text: `◆ Looking for a trace behind ${alert.alertname}, by the exemplars of its series`,
        strong: true,
        tone: 'warn',
      },
    ],
  ];
  const ways = quiet(
    'It is looked for each second. Meanwhile: f lists the traces that failed, d the slowest; esc leads back.',
  );
  if (!rules.some(({ name }) => name === alert.alertname)) {
    return [...head, ...quiet(`Prometheus has no rule ${alert.alertname}.`), ...ways];
  }
  if (!nothing) return [...head, ...(outages.exemplar ? [] : quiet('Asking Prometheus …'))];
  const { exemplars, dropped, undecided } = nothing;
  if (exemplars === 0) {
    return [
      ...head,
      ...quiet('Its series carry no exemplars: they are not measured from spans, or nothing was measured since.'),
      ...ways,
    ];
  }
  const found = [
    dropped > 0 ? `${dropped} traces were dropped by sampling` : '',
    undecided > 0 ? `${undecided} are not decided on yet` : '',
  ].filter(Boolean);
  return [
    ...head,
    ...quiet(`Of ${exemplars} exemplars none leads to a trace that was kept: ${found.join(', ')}.`),
    ...ways,
  ];
}
