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

/** Every key there is: the view's, then the frame's. */
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
    ...section('Words', '', words),
  ];
  return scrollPane('Keys', all, scroll, area);
}

/** What a newcomer could not guess of what stands on the screens. */
const words: readonly KeyEntry[] = [
  ['pace', 'How many times faster than in production the rules and the sampler count their durations.'],
  ['policy', "A rule of the Collector's sampler: a trace is kept when one of them votes for it, and says which."],
  ['exemplar', 'A trace id that a measured value carries: the way from an alert to a trace behind it.'],
  ['ledger', 'Every trace of a run by its class: how many were sent, how many are kept, and by which policy.'],
  ['incomplete', 'Of a trace: it was kept without some of its spans.'],
  ['seed', 'Which requests a run sends, and in which order: the same seed, the same run.'],
].map(([word = '', help = '']) => ({ keys: [word], label: word, help }));

const keyWidth = 16;

function keyRows(binding: KeyEntry, width: number): Line[] {
  const words = wrap(binding.help, Math.max(10, width - keyWidth - 2));
  return words.map((text, i): Line => [
    { text: pad(i === 0 ? `  ${keysOf(binding)}` : '', keyWidth), tone: 'accent' },
    ` ${text}`,
  ]);
}

/** Everything that was said, the newest first. */
export function messageLines({ messages }: UiState, scroll: number, area: Area): Line[] {
  const { width } = insideOf(area.width, area.height);
  const all = [...messages].reverse().flatMap(({ text, tone, at }) =>
    wrap(text, Math.max(10, width - 10)).map((part, i): Line => [
      { text: pad(i === 0 ? new Date(at).toTimeString().slice(0, 8) : '', 10), tone: 'quiet' },
      { text: part, ...defined({ tone }) },
    ]),
  );
  return scrollPane('Messages', all.length > 0 ? all : [['Nothing was said yet.']], scroll, area);
}

function scrollPane(title: string, lines: readonly Line[], scroll: number, { width, height }: Area): Line[] {
  const visible = insideOf(width, height).height;
  const first = Math.min(scroll, Math.max(0, lines.length - visible));
  const more = lines.length > first + visible ? `${lines.length - first - visible} more below ↓  ` : '';
  return paneLines({ title, note: `${more}any key closes`, focused: true, lines: lines.slice(first), width, height });
}
