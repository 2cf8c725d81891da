import type { KeyBinding, KeyScope } from './binding.ts';

export interface Movable<Slice> {
  /** How many rows there are to be on, and on which the selection is. */
  count(slice: Slice, scope: KeyScope): number;
  read(slice: Slice, scope: KeyScope): number;
  write(slice: Slice, index: number, scope: KeyScope): Slice;
  /** Only while this pane has the focus; without it, always. */
  pane?: string;
}

/** The keys that move a selection: arrows, vi's letters, pages, ends. */
export function movementKeys<Slice>(list: Movable<Slice>): KeyBinding<Slice>[] {
  const move = (to: (index: number, last: number, page: number) => number): KeyBinding<Slice>['press'] => {
    return (slice, scope) => {
      const last = Math.max(0, list.count(slice, scope) - 1);
      const wanted = to(list.read(slice, scope), last, Math.max(1, scope.height - 4));
      return { slice: list.write(slice, Math.min(last, Math.max(0, wanted)), scope) };
    };
  };
  const when = (slice: Slice, scope: KeyScope): boolean =>
    (list.pane === undefined || scope.pane === list.pane) && list.count(slice, scope) > 0;
  return [
    { keys: ['up', 'k'], label: 'up', help: 'One up.', quiet: true, when, press: move((index) => index - 1) },
    { keys: ['down', 'j'], label: 'down', help: 'One down.', quiet: true, when, press: move((index) => index + 1) },
    {
      keys: ['pageup'],
      label: 'page up',
      help: 'A page up.',
      quiet: true,
      when,
      press: move((index, _, page) => index - page),
    },
    {
      keys: ['pagedown'],
      label: 'page down',
      help: 'A page down.',
      quiet: true,
      when,
      press: move((index, _, page) => index + page),
    },
    { keys: ['home', 'g'], label: 'first', help: 'To the first.', quiet: true, when, press: move(() => 0) },
    { keys: ['end', 'G'], label: 'last', help: 'To the last.', quiet: true, when, press: move((_, last) => last) },
  ];
}
