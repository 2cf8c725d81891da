import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { initialState, type UiState } from '../../../../cli/tui/state/ui-state.ts';
import { update } from '../../../../cli/tui/state/update.ts';
import { views } from '../../../../cli/tui/views/index.ts';

/** The events of a real `sandbox run --reporter ndjson`. */
export function recording(name: string): RunEvent[] {
  const file = fileURLToPath(new URL(`../recordings/${name}.ndjson`, import.meta.url));
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
}

export interface Size {
  columns: number;
  rows: number;
}

export const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

/** The state after each event, as it was when the run was recorded, with the time of the event. */
export function* replay(events: readonly RunEvent[], size: Size): Generator<{ event: RunEvent; state: UiState }> {
  const [first] = events;
  const now = first ? Date.parse(first.time) : 0;
  let state = initialState(views, { command: 'sandbox run', ...size, now });
  for (const event of events) {
    if (event.type === 'run.start') state = started(state, event, Date.parse(event.time));
    state = update(views, state, { type: 'event', event }).state;
    yield { event, state };
  }
}

/** The actions of the driver before a scenario starts. */
function started(state: UiState, { run }: Extract<RunEvent, { type: 'run.start' }>, at: number): UiState {
  const { runtime, pace, seed } = run;
  if (runtime === 'virtual') throw new Error('recorded in virtual time');
  const control = { gateway: '', order: '', payment: '' };
  const collector = { otlpGrpc: '', otlpHttp: '', health: '', metrics: '' };
  const endpoints = { gateway: '', collector, jaeger: '', prometheus: '', loki: '', control };
  const plan = { scenarios: [run.scenario], withFaults: true };
  let next = state;
  if (!state.shared.stack)
    next = update(views, next, { type: 'ready', stack: { runtime, pace, seed, endpoints }, stays: false, at }).state;
  next = update(views, next, { type: 'plan', plan }).state;
  return update(views, next, { type: 'activity', activity: 'running' }).state;
}

/** The state after the last event for which `until` holds first. */
export function stateAt(events: readonly RunEvent[], size: Size, until: (event: RunEvent) => boolean): UiState {
  for (const { event, state } of replay(events, size)) if (until(event)) return state;
  throw new Error('the recording has no such event');
}
