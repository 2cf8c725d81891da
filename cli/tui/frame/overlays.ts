import { defined } from '../../../lib/defined.ts';
import { keysOf, type KeyEntry } from '../keys/binding.ts';
import { frameKeys } from '../keys/frame-keys.ts';
import type { UiState } from '../state/ui-state.ts';
import type { View } from '../view.ts';
import { insideOf, paneLines } from '../widgets/pane.tsx';
import { pad, wrap, type Line } from '../widgets/line.ts';

interface Area {
  width: number;
  height: number;
}

/** All keys: those of the view, then those of every view. */
export function helpLines(views: readonly View[], view: View | undefined, scroll: number, area: Area): Line[] {
  const inside = insideOf(area.width, area.height);
  const section = (title: string, about: string, keys: readonly KeyEntry[]): Line[] => [
    [{ text: title, strong: true }],
    ...(about === '' ? [] : wrap(about, inside.width - 2).map((text): Line => [{ text: `  ${text}`, tone: 'quiet' }])),
    ...keys.flatMap((binding) => keyRows(binding, inside.width)),
    [],
  ];
  const all = [
    ...(view ? section(view.title, view.about, view.keys) : []),
    ...section('Everywhere', '', frameKeys(views)),
    ...section('Terms', '', terms),
  ];
  return scrollPane('Keys', all, scroll, area);
}

/** Terms that new users may not know. */
const terms: readonly KeyEntry[] = [
  ['pace', 'Factor by which the durations of rules and sampler are shorter than in production.'],
  ['policy', "A rule of the Collector's tail sampler. A trace is kept if a policy samples it, and records which one."],
  ['exemplar', 'A sample of a metric with a trace ID: it links an alert to a trace.'],
  ['ledger', 'The traces of a run by class: how many were sent and kept, and by which policy.'],
  ['incomplete', 'A trace that was kept without some of its spans.'],
  ['seed', 'Random seed of the requests and their order. The same seed repeats a run.'],
].map(([term = '', help = '']) => ({ keys: [term], label: term, help }));

const keyWidth = 16;

function keyRows(binding: KeyEntry, width: number): Line[] {
  const words = wrap(binding.help, Math.max(10, width - keyWidth - 2));
  return words.map((text, i): Line => [
    { text: pad(i === 0 ? `  ${keysOf(binding)}` : '', keyWidth), tone: 'accent' },
    ` ${text}`,
  ]);
}

/** All messages, newest first. */
export function messageLines({ messages }: UiState, scroll: number, area: Area): Line[] {
  const { width } = insideOf(area.width, area.height);
  const all = [...messages].reverse().flatMap(({ text, tone, at }) =>
    wrap(text, Math.max(10, width - 10)).map((part, i): Line => [
      { text: pad(i === 0 ? new Date(at).toTimeString().slice(0, 8) : '', 10), tone: 'quiet' },
      { text: part, ...defined({ tone }) },
    ]),
  );
  return scrollPane('Messages', all.length > 0 ? all : [['No messages yet.']], scroll, area);
}

function scrollPane(title: string, lines: readonly Line[], scroll: number, { width, height }: Area): Line[] {
  const visible = insideOf(width, height).height;
  const first = Math.min(scroll, Math.max(0, lines.length - visible));
  const more = lines.length > first + visible ? `${lines.length - first - visible} more below ↓  ` : '';
  return paneLines({ title, note: `${more}any key closes`, focused: true, lines: lines.slice(first), width, height });
}
