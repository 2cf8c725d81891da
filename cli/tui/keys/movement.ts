import type { KeyBinding, KeyScope } from './binding.ts';

export interface Movable<Slice> {
  /** Number of rows; `read` and `write` are the index of the selected one. */
  count(slice: Slice, scope: KeyScope): number;
  read(slice: Slice, scope: KeyScope): number;
  write(slice: Slice, index: number, scope: KeyScope): Slice;
  /** Only active while this pane is focused; default: always. */
  pane?: string;
}

/** The keys that move a selection: arrows, vi keys, pages, first and last. */
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
    { keys: ['up', 'k'], label: 'up', help: 'Moves up.', quiet: true, when, press: move((index) => index - 1) },
    { keys: ['down', 'j'], label: 'down', help: 'Moves down.', quiet: true, when, press: move((index) => index + 1) },
    {
      keys: ['pageup'],
      label: 'page up',
      help: 'Moves a page up.',
      quiet: true,
      when,
      press: move((index, _, page) => index - page),
    },
    {
      keys: ['pagedown'],
      label: 'page down',
      help: 'Moves a page down.',
      quiet: true,
      when,
      press: move((index, _, page) => index + page),
    },
    { keys: ['home', 'g'], label: 'first', help: 'Moves to the first row.', quiet: true, when, press: move(() => 0) },
    {
      keys: ['end', 'G'],
      label: 'last',
      help: 'Moves to the last row.',
      quiet: true,
      when,
      press: move((_, last) => last),
    },
  ];
}
