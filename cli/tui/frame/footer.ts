import { defined } from '../../../lib/defined.ts';
import { keysOf, type KeyBinding, type KeyScope } from '../keys/binding.ts';
import { frameKeys } from '../keys/frame-keys.ts';
import { scopeOf } from '../state/slices.ts';
import type { UiState } from '../state/ui-state.ts';
import type { View } from '../view.ts';
import { filterLine } from '../widgets/filter-line.ts';
import { widthOf, type Line, type Span } from '../widgets/line.ts';

/** How long a message stays at the foot; afterwards `m` shows it. */
const messageMs = 8_000;

/** The row of what is asked, typed or said: one of them, the most urgent. */
export function promptLine({ overlay, messages, slices, shared }: UiState, view: View | undefined): Line {
  if (overlay?.type === 'confirm') {
    const keys: Span = { text: '  y yes, any other key no', tone: 'quiet' };
    return [{ text: `? ${overlay.question}`, tone: 'warn', strong: true }, keys];
  }
  if (overlay?.type === 'prompt') {
    return [{ text: `${overlay.label}: `, tone: 'accent' }, overlay.text, { text: '▏', tone: 'accent' }];
  }
  const last = messages.at(-1);
  const editing = overlay?.type === 'filter';
  if (last && !editing && shared.now - last.at < messageMs) {
    return [{ text: ` ${last.text}`, ...defined({ tone: last.tone }) }];
  }
  const filter = view?.filter;
  if (!view || !filter) return [];
  return filterLine({ text: filter.read(slices[view.id]), editing, hint: filter.hint }) ?? [];
}

/** The two rows below every view: what is asked or said, else hints that have no room in the last row; then the hints. */
export function footerLines(views: readonly View[], view: View | undefined, state: UiState, width: number): Line[] {
  const prompt = promptLine(state, view);
  // No key of the view does anything while a question is asked: what it entails takes their place.
  if (state.overlay?.type === 'confirm' && state.overlay.detail !== undefined) {
    return [prompt, [{ text: `  ${state.overlay.detail}`, tone: 'quiet' }]];
  }
  // While a text is typed every other key is a letter of it.
  if (state.overlay?.type === 'prompt') return [prompt, lineOf(typingHints('do it', 'leave it'))];
  if (state.overlay?.type === 'filter') return [prompt, lineOf(typingHints('keep it', 'clear it'))];
  const hints = hintLines(views, view, state, width, prompt.length > 0 ? 1 : 2);
  return hints.length > 1 ? hints : [prompt, ...hints];
}

/** The hints of the keys that do something now, the view's own first; those of the frame that always help come last and stay. */
function hintLines(views: readonly View[], view: View | undefined, state: UiState, width: number, rows: 1 | 2): Line[] {
  const own = view ? hints(view.keys, state.slices[view.id], scopeOf(state, view)) : [];
  const scope = { shared: state.shared, pane: '', width, height: 0 };
  // A key that the view has taken for itself does not do what it does in the frame.
  const taken = new Set(own.map(({ keys }) => keys));
  const all = hints(frameKeys(views), state, scope).filter(({ keys }) => !taken.has(keys));
  const wanted = [...own, ...all.slice(0, -2)];
  const kept = all.slice(-2);
  const room = width - widthOfHints(kept);
  if (widthOfHints(wanted) <= room || rows === 1) return [lineOf([...fitting(wanted, room), ...kept])];
  const above = fitting(wanted, width);
  const below = wanted.slice(above.length);
  return [lineOf(above), lineOf([...fitting(below, room), ...kept])];
}

const typingHints = (enter: string, escape: string): Hint[] => [
  { keys: 'enter', label: enter },
  { keys: 'esc', label: escape },
];

/** The first hints, as many as there is room for. */
function fitting(wanted: readonly Hint[], width: number): Hint[] {
  let room = width;
  const over = wanted.findIndex((hint) => (room -= hintWidth(hint)) < 0);
  return over === -1 ? [...wanted] : wanted.slice(0, over);
}

function lineOf(shown: readonly Hint[]): Line {
  return shown.flatMap(({ keys, label }): Span[] => [
    { text: ` ${keys}`, tone: 'accent', strong: true },
    { text: ` ${label} `, tone: 'quiet' },
  ]);
}

interface Hint {
  keys: string;
  label: string;
}

const hintWidth = ({ keys, label }: Hint): number => widthOf(keys) + widthOf(label) + 3;
const widthOfHints = (all: readonly Hint[]): number => all.reduce((sum, hint) => sum + hintWidth(hint), 0);

function hints<Slice>(bindings: readonly KeyBinding<Slice>[], slice: Slice, scope: KeyScope): Hint[] {
  return bindings
    .filter((binding) => binding.quiet !== true && (binding.when?.(slice, scope) ?? true))
    .map((binding) => ({ keys: keysOf({ keys: [binding.keys[0]] }), label: binding.label }));
}
