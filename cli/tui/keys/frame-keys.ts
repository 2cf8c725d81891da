import type { Effect } from '../state/effect.ts';
import { paneOf, reduceView, withSlice } from '../state/slices.ts';
import type { UiState } from '../state/ui-state.ts';
import type { View } from '../view.ts';
import type { KeyBinding } from './binding.ts';

/** The keys that mean the same in every view. A view's own come first, so that one can take `esc` for itself. */
export function frameKeys(views: readonly View[]): KeyBinding<UiState>[] {
  const shown = (state: UiState): View | undefined => views.find(({ id }) => id === state.view);
  const panesOf = (state: UiState): readonly string[] => {
    const view = shown(state);
    return view?.panes(state.slices[view.id]) ?? [];
  };
  const focus = (by: number) => (state: UiState) => {
    const view = shown(state);
    const panes = panesOf(state);
    const index = view ? panes.indexOf(paneOf(state, view)) : 0;
    const pane = panes[(index + by + panes.length) % Math.max(1, panes.length)];
    return pane === undefined ? {} : { slice: { ...state, panes: { ...state.panes, [state.view]: pane } } };
  };
  const hasPanes = (state: UiState): boolean => panesOf(state).length > 1;
  const filterText = (state: UiState): string => {
    const view = shown(state);
    return view?.filter?.read(state.slices[view.id]) ?? '';
  };
  return [
    {
      keys: ['tab'],
      label: 'next pane',
      help: 'Moves the focus to the next pane; the focused one has a heavy border.',
      when: hasPanes,
      press: focus(1),
    },
    { keys: ['shift+tab'], label: 'last pane', help: 'Moves it back.', quiet: true, when: hasPanes, press: focus(-1) },
    ...views.map(({ id, key, title, about }): KeyBinding<UiState> => ({
      keys: [key],
      label: title,
      help: about,
      quiet: true,
      press: () => ({ effects: [{ type: 'go', view: id }] }),
    })),
    {
      keys: ['/'],
      label: 'filter',
      help: 'Types a filter; enter keeps it, esc clears it.',
      when(state) {
        const view = shown(state);
        return view?.filter !== undefined && (view.filter.applies?.(state.slices[view.id]) ?? true);
      },
      press: (state) => ({ slice: { ...state, overlay: { type: 'filter' } } }),
    },
    {
      keys: ['escape'],
      label: 'back',
      help: 'Clears the filter, else leads back to the view before.',
      when: (state) => filterText(state) !== '' || state.back.length > 0,
      press(state) {
        const view = shown(state);
        if (view?.filter && filterText(state) !== '') {
          return { slice: withSlice(state, view.id, view.filter.write(state.slices[view.id], '')) };
        }
        const [id = state.view, ...back] = state.back;
        return { slice: reduceView(views, { ...state, view: id, back }, id, { type: 'shown', again: true }) };
      },
    },
    {
      keys: ['m'],
      label: 'messages',
      help: 'Everything that was said at the foot of the screen.',
      quiet: true,
      press: (state) => ({ slice: { ...state, overlay: { type: 'messages', scroll: 0 } } }),
    },
    {
      keys: ['?'],
      label: 'help',
      help: 'Every key, here and in this view.',
      press: (state) => ({ slice: { ...state, overlay: { type: 'help', scroll: 0 } } }),
    },
    {
      keys: ['q'],
      label: 'quit',
      help: 'Asks, then takes back what is on, stops everything and leaves the terminal as it was.',
      press: (state) => ({ effects: [quitEffect(state)] }),
    },
  ];
}

function quitEffect({ shared: { activity, plan, stays, handFaults } }: UiState): Effect {
  if (activity === 'stopping')
    return { type: 'say', text: 'Stopping already; Ctrl-C twice more ends everything hard.' };
  if (activity === 'ended') return { type: 'quit' };
  const details = [
    ...(plan ? [`The run of ${plan.scenarios[0] ?? 'a scenario'} ends and its faults are taken back.`] : []),
    ...(handFaults.length > 0 ? ['Faults that are on are taken back.'] : []),
  ];
  const question = stays ? 'Leave? The sandbox goes on.' : 'Stop the sandbox and everything in it?';
  const detail = details.length > 0 ? { detail: details.join(' ') } : {};
  return { type: 'confirm', question, ...detail, confirmed: [{ type: 'quit' }] };
}
