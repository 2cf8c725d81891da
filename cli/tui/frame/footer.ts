import { defined } from '../../../lib/defined.ts';
import { keysOf, type KeyBinding, type KeyScope } from '../keys/binding.ts';
import { frameKeys } from '../keys/frame-keys.ts';
import { scopeOf } from '../state/slices.ts';
import type { UiState } from '../state/ui-state.ts';
import type { View } from '../view.ts';
import { filterLine } from '../widgets/filter-line.ts';
import { widthOf, type Line, type Span } from '../widgets/line.ts';

/** How long a message is shown in the footer; `m` shows it later. */
const messageMs = 8_000;

/** The confirmation, prompt, message or filter: the most urgent one. */
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

/** The two rows below every view: a prompt or message, or key hints that do not fit into the last row; then key hints. */
export function footerLines(views: readonly View[], view: View | undefined, state: UiState, width: number): Line[] {
  const prompt = promptLine(state, view);
  // The keys of the view are disabled during a confirmation, so its details replace their hints.
  if (state.overlay?.type === 'confirm' && state.overlay.detail !== undefined) {
    return [prompt, [{ text: `  ${state.overlay.detail}`, tone: 'quiet' }]];
  }
  // During text input, other keys are text.
  if (state.overlay?.type === 'prompt') return [prompt, lineOf(typingHints('confirm', 'cancel'))];
  if (state.overlay?.type === 'filter') return [prompt, lineOf(typingHints('apply', 'clear'))];
  const hints = hintLines(views, view, state, width, prompt.length > 0 ? 1 : 2);
  return hints.length > 1 ? hints : [prompt, ...hints];
}

/** Hints of the active keys: those of the view first; help and quit come last and always fit. */
function hintLines(views: readonly View[], view: View | undefined, state: UiState, width: number, rows: 1 | 2): Line[] {
  const own = view ? hints(view.keys, state.slices[view.id], scopeOf(state, view)) : [];
  const scope = { shared: state.shared, pane: '', width, height: 0 };
  // Keys of the view override those of the frame.
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

/** As many of the first hints as fit. */
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
