import { formatAge, formatDuration } from '../../../../lib/duration/format-duration.ts';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import { pad, wrap, type Line } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { tableLines, type Column } from '../../widgets/table.ts';
import { alertMarks } from '../../widgets/theme.ts';
import { sideBySide } from '../signals/columns.ts';
import { outageLine } from '../signals/outages.ts';
import { drawHistory } from './draw-history.ts';
import { entriesOf, ownLabels, selectedEntry, valueText, type AlertEntry } from '../../../../ui/alerts/entries.ts';
import type { AlertsSlice } from './slice.ts';

const labelWidth = 12;

/** Rules and their alerts; below, the selected rule and its history. */
export function drawAlerts(slice: AlertsSlice, shared: Shared, width: number, height: number, pane: string): Line[] {
  const entries = entriesOf(shared.rules);
  const at = selectedEntry(entries, slice.selected, shared.episodes);
  const entry = entries[at];
  const onHistory = pane === 'history';
  const tall = height >= 28;
  const top = Math.min(Math.max(entries.length, 3) + 4, Math.floor(height * (tall ? 0.4 : 0.48)));
  const list = drawList({ slice, shared, entries, at, width, height: top, focused: !onHistory });
  if (!entry) return drawList({ slice, shared, entries, at, width, height, focused: true });
  const below = height - top;
  if (width >= 140) {
    const left = Math.floor(width / 2);
    const sides = sideBySide(
      drawRule(entry, shared, left, below),
      drawHistory(slice, shared, { entry, width: width - left, height: below, focused: onHistory }),
    );
    return [...list, ...sides];
  }
  if (!tall) {
    const shown = onHistory
      ? drawHistory(slice, shared, { entry, width, height: below, focused: true })
      : drawRule(entry, shared, width, below, 'tab: history');
    return [...list, ...shown];
  }
  const middle = Math.floor(below * 0.5);
  return [
    ...list,
    ...drawRule(entry, shared, width, middle),
    ...drawHistory(slice, shared, { entry, width, height: below - middle, focused: onHistory }),
  ];
}

/** Shown if every alert is inactive. */
const alertHint: Line = [{ text: '  To see one fire, inject a fault (7) or run a scenario (2).', tone: 'accent' }];

interface ListProps {
  slice: AlertsSlice;
  shared: Shared;
  entries: readonly AlertEntry[];
  at: number;
  width: number;
  height: number;
  focused: boolean;
}

function drawList({ slice, shared, entries, at, width, height, focused }: ListProps): Line[] {
  const inside = insideOf(width, height);
  const outage = outageLine(slice.outages, { history: 'Prometheus' }, shared.now);
  const head = outage ? [outage] : [];
  const table = { columns: columnsFor(shared.now), rows: entries, selected: at, width: inside.width };
  const hint: Line[] = entries.every(({ alert }) => !alert) && shared.activity === 'ready' ? [alertHint] : [];
  const room = inside.height - head.length - hint.length;
  const body = entries.length > 0 ? [...tableLines({ ...table, height: room }), ...hint] : emptyLines(slice, shared);
  const firing = shared.rules.flatMap(({ alerts }) => alerts).filter(({ state }) => state === 'firing').length;
  const note = firing > 0 ? { text: `▲ ${firing} firing`, tone: 'bad' as const } : 'none firing';
  const title = 'Alerting rules, each with its alerts';
  return paneLines({ title, note: entries.length > 0 ? note : '', focused, lines: [...head, ...body], width, height });
}

function columnsFor(now: number): Column<AlertEntry>[] {
  return [
    {
      title: 'state',
      width: 10,
      cell({ state }) {
        const { icon, word, tone } = alertMarks[state];
        return { text: `${icon} ${word}`, tone };
      },
    },
    {
      title: 'rule, alert',
      width: 'rest',
      cell: ({ rule, alert }) => (alert ? `  ${ownLabels(rule, alert)}` : rule.name),
    },
    { title: 'value', width: 8, align: 'right', cell: ({ alert }) => (alert ? valueText(alert.value) : '') },
    { title: 'since', width: 8, cell: ({ alert }) => (alert ? localTime(Date.parse(alert.activeAt)) : '') },
    {
      title: 'active',
      width: 9,
      align: 'right',
      cell: ({ alert }) => (alert ? formatAge(now - Date.parse(alert.activeAt)) : ''),
    },
    {
      title: 'for',
      width: 6,
      align: 'right',
      from: 90,
      cell: ({ rule, alert }) => (alert ? '' : formatDuration(rule.duration * 1000)),
    },
    { title: 'severity', width: 8, from: 90, cell: ({ rule, alert }) => (alert ? '' : (rule.labels.severity ?? '')) },
  ];
}

/** The rule and its selected alert. */
function drawRule(
  { rule, alert, state }: AlertEntry,
  { now }: Shared,
  width: number,
  height: number,
  note = '',
): Line[] {
  const inside = insideOf(width, height);
  const { icon, word, tone } = alertMarks[state];
  const label = (name: string): Line[number] => ({ text: pad(name, labelWidth), tone: 'quiet' });
  const under = (name: string, text: string, rows: number): Line[] => {
    const lines = wrap(text, Math.max(1, inside.width - labelWidth));
    const shown = lines.slice(0, Math.max(1, rows));
    return shown.map((line, index) => [
      label(index === 0 ? name : ''),
      index === shown.length - 1 && lines.length > shown.length ? `${line} …` : line,
    ]);
  };
  const since = alert
    ? ` since ${localTime(Date.parse(alert.activeAt))} (${formatAge(now - Date.parse(alert.activeAt))}), value ` +
      valueText(alert.value)
    : '';
  // Without an alert, templates have no values.
  const summary = alert?.annotations.summary ?? rule.annotations.summary?.replaceAll(/\{\{[^}]*\}\}/g, '…');
  const timing = [
    `for ${formatDuration(rule.duration * 1000)}`,
    ...(rule.keepFiringFor > 0 ? [`keeps firing for ${formatDuration(rule.keepFiringFor * 1000)}`] : []),
    `evaluated every ${formatDuration(rule.interval * 1000)}, last at ${localTime(Date.parse(rule.lastEvaluation))}`,
  ];
  const head: Line[] = [
    [label('state'), { text: `${icon} ${word}`, tone, strong: true }, since],
    ...(rule.health === 'ok' || rule.health === 'unknown'
      ? []
      : [[label('health'), { text: `✗ ${rule.health}: ${rule.lastError}`, tone: 'bad' as const }]]),
    ...(summary === undefined ? [] : under('summary', summary, 2)),
  ];
  const tail: Line[] = [
    ...under('timing', timing.join('; '), 2),
    ...(rule.annotations.runbook === undefined ? [] : [[label('runbook'), rule.annotations.runbook]]),
  ];
  const room = Math.max(1, inside.height - head.length - tail.length);
  const lines = [...head, ...under('expression', rule.query, room), ...tail];
  const title = alert ? `${rule.name}: ${ownLabels(rule, alert)}` : rule.name;
  return paneLines({ title, note, lines, width, height });
}

function emptyLines({ outages }: AlertsSlice, { stack, rulesFailure }: Shared): Line[] {
  const quiet = (text: string): Line[] => [[{ text, tone: 'quiet' }]];
  if (!stack) return quiet('The stack is still booting.');
  if (rulesFailure !== undefined && !outages.history) {
    return [[{ text: `✗ Prometheus does not respond: ${rulesFailure}`, tone: 'bad' }]];
  }
  return quiet('Prometheus has no alerting rules. They are defined in rules/*.yml of the configuration.');
}
