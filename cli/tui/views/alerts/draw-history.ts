import { defined } from '../../../../lib/defined.ts';
import { formatAge } from '../../../../lib/duration/format-duration.ts';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import { pad, type Line, type Span } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { alertMarks } from '../../widgets/theme.ts';
import { widest } from '../../widgets/table.ts';
import { timeline, type Track } from '../../widgets/timeline.ts';
import { alertOf, ownLabels, type AlertEntry } from '../../../../ui/alerts/entries.ts';
import { changesOf, type AlertHistory, type Change } from '../../../../ui/alerts/history.ts';
import type { AlertsSlice } from './slice.ts';

/** Time range of the timeline: enough for the states of an alert during a fault at this pace. */
const lookBack = { evaluations: 200, leastMs: 60_000 };
const labelWidth = 10;

interface HistoryProps {
  entry: AlertEntry;
  width: number;
  height: number;
  focused: boolean;
}

/** The alerts of the selected rule and the faults on a timeline, then every state change, newest first. */
export function drawHistory({ history, scroll }: AlertsSlice, shared: Shared, props: HistoryProps): Line[] {
  const { entry, width, height, focused } = props;
  const inside = insideOf(width, height);
  const pane = (lines: Line[], note = ''): Line[] =>
    paneLines({ title: `History of ${entry.rule.name}`, note, focused, lines, width, height });
  if (!history) return pane([[{ text: 'Querying Prometheus …', tone: 'quiet' }]]);
  const { window } = history;
  const own = history.alerts.filter(({ alertname }) => alertname === entry.rule.name);
  const changes = changesOf(own, window);
  const back = `the last ${formatAge(window.end - window.start)}`;
  if (changes.length === 0 && own.length === 0) {
    return pane([[{ text: `Always inactive in ${back}.`, tone: 'quiet' }]]);
  }
  const from = shared.now - Math.max(lookBack.leastMs, window.stepMs * lookBack.evaluations);
  const tracks = [...alertTracks(own, entry), ...faultTracks(shared)].slice(0, Math.max(1, inside.height - 3));
  const line = timeline({
    ...{ tracks, from, to: shared.now, now: shared.now, width: inside.width, labelWidth },
    scale: 'ago',
  });
  const visible = Math.max(0, inside.height - line.length);
  const start = Math.min(scroll, Math.max(0, changes.length - visible));
  const about = widest(changes.map(({ labels }) => ownLabels(entry.rule, { labels })));
  const list = changes.slice(start, start + visible).map((change) => changeLine(change, entry, about));
  return pane([...line, ...list], `${changes.length} changes in ${back}`);
}

const fills = { pending: '░', firing: '█' } as const;

function alertTracks(histories: readonly AlertHistory[], { rule, alert }: AlertEntry): Track[] {
  const first = alertOf({ key: '', rule, state: 'inactive', ...(alert ? { alert } : {}) });
  const wanted = first && ownLabels(rule, first);
  // The selected alert first, as there may be room for only one.
  const sorted = [...histories].sort(
    (a, b) => Number(ownLabels(rule, b) === wanted) - Number(ownLabels(rule, a) === wanted),
  );
  return sorted.map((history) => ({
    label: ownLabels(rule, history) || 'alert',
    ranges: history.ranges.map(({ state, from, to }) => ({
      ...{ from, ...defined({ to }), fill: fills[state], tone: alertMarks[state].tone },
      label: state,
    })),
  }));
}

function faultTracks({ episodes }: Shared): Track[] {
  if (episodes.faults.length === 0) return [];
  const ranges = episodes.faults.map(({ fault, target, from, to }) => ({
    ...{ from, ...defined({ to }), fill: '▒', tone: 'warn' as const },
    label: `${fault} on ${target}`,
  }));
  return [{ label: 'faults', ranges }];
}

function changeLine({ at, labels, from, to }: Change, { rule }: AlertEntry, about: number): Line {
  const mark = alertMarks[to];
  const state: Span = { text: `${mark.icon} ${mark.word}`, tone: mark.tone };
  return [
    { text: `${localTime(at)}  `, tone: 'quiet' },
    `${pad(ownLabels(rule, { labels }), about)}  ${pad(from, 8)} → `,
    state,
  ];
}
