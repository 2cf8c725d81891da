import type { KeyPress } from '../keys/key.ts';
import type { View } from '../view.ts';
import type { Effect } from './effect.ts';
import { withSlice } from './slices.ts';
import type { Overlay, UiState } from './ui-state.ts';
import { without } from '../../../lib/without.ts';

interface OverlayOutcome {
  state: UiState;
  effects: readonly Effect[];
}

/** What a key does to what lies over the view; undefined leaves the key to the view. */
export function onOverlayKey(
  overlay: Overlay,
  state: UiState,
  key: KeyPress,
  view: View | undefined,
): OverlayOutcome | undefined {
  const closed: UiState = without(state, 'overlay');
  const done = (next: UiState, effects: readonly Effect[] = []): OverlayOutcome => ({ state: next, effects });
  switch (overlay.type) {
    case 'confirm': {
      const yes = key.name === 'y' || key.name === 'Y' || key.name === 'enter';
      return done(closed, yes ? overlay.confirmed : []);
    }
    case 'prompt': {
      if (key.name === 'escape') return done(closed);
      if (key.name === 'enter') return done(closed, [{ type: 'entered', id: overlay.id, text: overlay.text }]);
      return done({ ...state, overlay: { ...overlay, text: typed(overlay.text, key) } });
    }
    case 'filter': {
      const filter = view?.filter;
      if (!view || !filter) return done(closed);
      const slice = state.slices[view.id];
      if (key.name === 'enter') return done(closed);
      if (key.name === 'escape') return done(withSlice(closed, view.id, filter.write(slice, '')));
      const text = typed(filter.read(slice), key);
      // Arrows move in the rows while the filter is typed.
      if (text === filter.read(slice) && key.name !== 'backspace') return undefined;
      return done(withSlice(state, view.id, filter.write(slice, text)));
    }
    case 'help':
    case 'messages': {
      const scroll = scrolled(overlay.scroll, key, state.rows);
      if (scroll === undefined) return done(closed);
      return done({ ...state, overlay: { ...overlay, scroll } });
    }
  }
}

function typed(text: string, key: KeyPress): string {
  if (key.name === 'backspace') return text.slice(0, -1);
  if (key.name === 'ctrl+u') return '';
  return text + key.text;
}

/** Any key but those that scroll closes the overlay. */
function scrolled(scroll: number, { name }: KeyPress, rows: number): number | undefined {
  const page = Math.max(1, rows - 8);
  if (name === 'down' || name === 'j') return scroll + 1;
  if (name === 'up' || name === 'k') return Math.max(0, scroll - 1);
  if (name === 'pagedown' || name === 'space') return scroll + page;
  if (name === 'pageup') return Math.max(0, scroll - page);
  return undefined;
}
