import { defined } from '../../../lib/defined.ts';
import { findBinding } from '../keys/binding.ts';
import { frameKeys } from '../keys/frame-keys.ts';
import type { KeyPress } from '../keys/key.ts';
import type { View } from '../view.ts';
import type { Action } from './action.ts';
import type { Command, Effect, Target, ViewId } from './effect.ts';
import { onOverlayKey } from './overlay-keys.ts';
import { reduceShared } from './shared-reducer.ts';
import { reduceView, scopeOf, withSlice } from './slices.ts';
import { isTooSmall, viewArea, type UiState } from './ui-state.ts';
import { without } from '../../../lib/without.ts';

/** The next state, and what the driver is to do for it. */
export interface Updated {
  state: UiState;
  commands: readonly Command[];
}

/** Messages that can be read again. */
const keptMessages = 200;

/** The root reducer: pure, so that a recorded run replays to the same frames. */
export function update(views: readonly View[], state: UiState, action: Action): Updated {
  switch (action.type) {
    case 'key':
      return onKey(views, state, action.key);
    case 'resize':
      return { state: { ...state, columns: action.columns, rows: action.rows }, commands: [] };
    case 'message': {
      const { text, tone, at } = action;
      return { state: withMessage(state, { text, at, ...defined({ tone }) }), commands: [] };
    }
    case 'answer':
      return { state: reduceView(views, state, action.view, action), commands: [] };
    case 'unanswered':
      return { state: reduceView(views, state, action.view, action), commands: [] };
    case 'event': {
      const shared = reduceShared(state.shared, action);
      const all = views.reduce((next, { id }) => reduceView(views, next, id, action), { ...state, shared });
      return { state: all, commands: [] };
    }
    case 'activity': {
      const shared = reduceShared(state.shared, action);
      // Where everything ends, its end is what there is to see.
      const ends = action.activity === 'stopping' && !shared.stays;
      return {
        state: ends ? { ...without(state, 'overlay'), shared, view: 'home' } : { ...state, shared },
        commands: [],
      };
    }
    case 'tick':
    case 'rules':
    case 'rules-failed':
    case 'status':
    case 'ready':
    case 'plan':
    case 'fault-on':
    case 'fault-off':
      return { state: { ...state, shared: reduceShared(state.shared, action) }, commands: [] };
  }
}

function withMessage(state: UiState, message: UiState['messages'][number]): UiState {
  return { ...state, messages: [...state.messages, message].slice(-keptMessages) };
}

/** Keys go to what lies on top first, then to the view, then to the frame. */
function onKey(views: readonly View[], state: UiState, key: KeyPress): Updated {
  if (key.name === 'ctrl+c') return { state, commands: [{ type: 'interrupt' }] };
  const view = views.find(({ id }) => id === state.view);
  if (state.overlay) {
    const outcome = onOverlayKey(state.overlay, state, key, view);
    if (outcome) return carryOut(views, outcome.state, outcome.effects);
  }
  if (view && !isTooSmall(state)) {
    const scope = scopeOf(state, view);
    const binding = findBinding(view.keys, key, state.slices[view.id], scope);
    if (binding) {
      const { slice = state.slices[view.id], effects = [] } = binding.press(state.slices[view.id], scope);
      return carryOut(views, withSlice(state, view.id, slice), effects);
    }
  }
  const keys = frameKeys(views);
  const scope = { shared: state.shared, pane: '', ...viewArea(state) };
  const { slice = state, effects = [] } = findBinding(keys, key, state, scope)?.press(state, scope) ?? {};
  return carryOut(views, slice, effects);
}

/** Carries out what is the screen's own matter, and passes the rest on. */
export function carryOut(views: readonly View[], state: UiState, effects: readonly Effect[]): Updated {
  let next = state;
  const commands: Command[] = [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'go':
        next = go(views, next, effect.view, effect.target);
        break;
      case 'say': {
        const { text, tone } = effect;
        next = withMessage(next, { text, at: next.shared.now, ...defined({ tone }) });
        break;
      }
      case 'confirm':
      case 'prompt':
        next = { ...next, overlay: effect };
        break;
      case 'entered': {
        const entered = enter(views, next, effect);
        next = entered.state;
        commands.push(...entered.commands);
        break;
      }
      case 'open':
      case 'copy':
      case 'ask-again':
      case 'run':
      case 'cancel-run':
      case 'fault-on':
      case 'fault-off':
      case 'quit':
      case 'interrupt':
        commands.push(effect);
        break;
    }
  }
  return { state: next, commands };
}

function enter(views: readonly View[], state: UiState, entered: Extract<Effect, { type: 'entered' }>): Updated {
  const view = views.find(({ id }) => id === state.view);
  if (!view?.onEntered) return { state: reduceView(views, state, state.view, entered), commands: [] };
  const slice = state.slices[view.id];
  const { slice: next = slice, effects = [] } = view.onEntered(slice, entered, state.shared);
  return carryOut(views, withSlice(state, view.id, next), effects);
}

function go(views: readonly View[], state: UiState, id: ViewId, target?: Target): UiState {
  if (!views.some((view) => view.id === id)) return state;
  const back = id === state.view ? state.back : [state.view, ...state.back].slice(0, 20);
  const shown = { type: 'shown' as const, ...defined({ target }) };
  return reduceView(views, { ...state, view: id, back }, id, shown);
}
