import type { Shared } from '../../state/shared.ts';
import { wrap, type Line } from '../../widgets/line.ts';
import { outageLine } from '../signals/outages.ts';
import type { TracesSlice } from './slice.ts';

/** The search for the trace behind an alert: its progress, and alternatives. */
export function drawSearch({ search, outages }: TracesSlice, { rules, now }: Shared, width: number): Line[] {
  if (!search) return [];
  const { alert, missed } = search;
  const outage = outageLine(outages, { exemplar: 'Prometheus or Jaeger' }, now);
  const quiet = (text: string): Line[] => wrap(text, width).map((line) => [{ text: line, tone: 'quiet' }]);
  const head: Line[] = [
    ...(outage ? [outage] : []),
    [
      {
        text: `◆ Searching the exemplars of ${alert.alertname} for a kept trace`,
        strong: true,
        tone: 'warn',
      },
    ],
  ];
  const alternatives = quiet('Repeated every second. f shows failed traces, d the slowest ones, esc returns.');
  if (!rules.some(({ name }) => name === alert.alertname)) {
    return [...head, ...quiet(`Prometheus has no rule ${alert.alertname}.`), ...alternatives];
  }
  if (!missed) return [...head, ...(outages.exemplar ? [] : quiet('Querying Prometheus …'))];
  const { exemplars, dropped, undecided } = missed;
  if (exemplars === 0) {
    return [
      ...head,
      ...quiet('Its series have no exemplars: they are not span metrics, or have no recent samples.'),
      ...alternatives,
    ];
  }
  const found = [
    dropped > 0 ? `${dropped} dropped by sampling` : '',
    undecided > 0 ? `${undecided} not decided yet` : '',
  ].filter(Boolean);
  return [...head, ...quiet(`None of ${exemplars} exemplars has a kept trace: ${found.join(', ')}.`), ...alternatives];
}
