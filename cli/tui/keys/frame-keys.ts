import type { Effect } from '../state/effect.ts';
import { paneOf, reduceView, withSlice } from '../state/slices.ts';
import type { UiState } from '../state/ui-state.ts';
import type { View } from '../view.ts';
import type { KeyBinding } from './binding.ts';

/** The keys of every view. Those of the view take precedence, for example for `esc`. */
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
      help: 'Focuses the next pane. The focused pane has a heavy border.',
      when: hasPanes,
      press: focus(1),
    },
    {
      keys: ['shift+tab'],
      label: 'last pane',
      help: 'Focuses the previous pane.',
      quiet: true,
      when: hasPanes,
      press: focus(-1),
    },
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
      help: 'Edits the filter. enter applies it, esc clears it.',
      when(state) {
        const view = shown(state);
        return view?.filter !== undefined && (view.filter.applies?.(state.slices[view.id]) ?? true);
      },
      press: (state) => ({ slice: { ...state, overlay: { type: 'filter' } } }),
    },
    {
      keys: ['escape'],
      label: 'back',
      help: 'Clears the filter, or returns to the previous view.',
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
      help: 'Shows all messages of the footer.',
      quiet: true,
      press: (state) => ({ slice: { ...state, overlay: { type: 'messages', scroll: 0 } } }),
    },
    {
      keys: ['?'],
      label: 'help',
      help: 'Shows all keys and terms.',
      press: (state) => ({ slice: { ...state, overlay: { type: 'help', scroll: 0 } } }),
    },
    {
      keys: ['q'],
      label: 'quit',
      help: 'After confirmation, reverts active faults, stops the sandbox and restores the terminal.',
      press: (state) => ({ effects: [quitEffect(state)] }),
    },
  ];
}

function quitEffect({ shared: { activity, plan, stays, manualFaults } }: UiState): Effect {
  if (activity === 'stopping')
    return { type: 'message', text: 'Already stopping. Press Ctrl-C twice to kill everything.' };
  if (activity === 'ended') return { type: 'quit' };
  const details = [
    ...(plan ? [`The run of ${plan.scenarios[0] ?? 'a scenario'} is cancelled and its faults are reverted.`] : []),
    ...(manualFaults.length > 0 ? ['Manual faults are reverted.'] : []),
  ];
  const question = stays ? 'Quit? The sandbox keeps running.' : 'Stop the sandbox?';
  const detail = details.length > 0 ? { detail: details.join(' ') } : {};
  return { type: 'confirm', question, ...detail, confirmed: [{ type: 'quit' }] };
}
