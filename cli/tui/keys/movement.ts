import type { KeyBinding, KeyScope } from './binding.ts';

export interface Movable<Slice> {
  /** How many rows there are to be on, and on which the selection is. */
  count(slice: Slice, shared: KeyScope['shared']): number;
  read(slice: Slice, shared: KeyScope['shared']): number;
  write(slice: Slice, index: number, shared: KeyScope['shared']): Slice;
  /** Only while this pane has the focus; without it, always. */
  pane?: string;
}

/** The keys that move a selection: arrows, vi's letters, pages, ends. */
export function movementKeys<Slice>(list: Movable<Slice>): KeyBinding<Slice>[] {
  const move = (to: (index: number, last: number, page: number) => number): KeyBinding<Slice>['press'] => {
    return (slice, { shared, height }) => {
      const last = Math.max(0, list.count(slice, shared) - 1);
      const wanted = to(list.read(slice, shared), last, Math.max(1, height - 4));
      return { slice: list.write(slice, Math.min(last, Math.max(0, wanted)), shared) };
    };
  };
  const when = (slice: Slice, { pane, shared }: KeyScope): boolean =>
    (list.pane === undefined || pane === list.pane) && list.count(slice, shared) > 0;
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
