import { defined } from '../../../lib/defined.ts';
import { nextStates } from '../../../scenarios/alerts/transitions.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { componentNames, isComponentName } from '../../../stack/components/component.ts';
import type { ComponentEvent } from '../../../lib/events/component-event.ts';
import type { Action, StatusAnswer } from './action.ts';
import type { HandFault } from './effect.ts';
import { beginRun, reduceRun } from './run-state.ts';
import type { ComponentView, Shared } from './shared.ts';
import { beginFault, changeAlert, endFault, forget, noEpisodes } from './timeline.ts';
import { without } from '../../../lib/without.ts';

/** Runs that can be looked at again. */
const keptRuns = 30;

export function initialShared(command: string, now: number): Shared {
  return {
    ...{ now, command, startedAt: now, activity: 'booting', components: [], stays: false },
    ...{ rules: [], alertStates: new Map(), episodes: noEpisodes, runs: [], handFaults: [] },
  };
}

/** What is shared by all views, after something happened. */
export function reduceShared(shared: Shared, action: Action): Shared {
  switch (action.type) {
    case 'event':
      return onEvent(shared, action.event);
    case 'tick':
      return { ...shared, now: Math.max(shared.now, action.now), episodes: forget(shared.episodes, action.now) };
    case 'rules': {
      const { rules } = action;
      const { states, transitions } = nextStates(shared.alertStates, rules);
      const episodes = transitions.reduce(changeAlert, shared.episodes);
      return { ...without(shared, 'rulesFailure'), rules, alertStates: states, episodes };
    }
    case 'rules-failed':
      return { ...shared, rulesFailure: action.reason };
    case 'status':
      return onStatus(shared, action.status);
    case 'ready': {
      const { stack, stays, at } = action;
      return { ...shared, activity: 'ready', stack, stays, readyAt: at };
    }
    case 'activity':
      // Who used it was this screen, until its next answer says otherwise.
      return { ...without(shared, 'usedBy'), activity: action.activity };
    case 'plan': {
      return action.plan === undefined ? without(shared, 'plan') : { ...shared, plan: action.plan };
    }
    case 'fault-on': {
      const others = shared.handFaults.filter(({ fault }) => handFaultKey(fault) !== handFaultKey(action.fault));
      const handFaults = [...others, { fault: action.fault, since: action.at }];
      return { ...shared, handFaults, episodes: beginFault(shared.episodes, struckBy(action.fault), action.at) };
    }
    case 'fault-off': {
      const handFaults = shared.handFaults.filter(({ fault }) => handFaultKey(fault) !== handFaultKey(action.fault));
      return { ...shared, handFaults, episodes: endFault(shared.episodes, struckBy(action.fault), action.at) };
    }
    case 'key':
    case 'resize':
    case 'answer':
    case 'unanswered':
    case 'message':
      return shared;
  }
}

function onEvent(shared: Shared, event: RunEvent): Shared {
  const at = Date.parse(event.time);
  const now = Math.max(shared.now, at);
  switch (event.type) {
    case 'component':
      return { ...shared, now, components: withComponent(shared.components, event) };
    case 'run.start': {
      const run = beginRun(event, shared.plan?.withFaults ?? true);
      return { ...shared, now, runs: [...shared.runs, run].slice(-keptRuns) };
    }
    case 'fault.start':
      return inRun({ ...shared, now, episodes: beginFault(shared.episodes, event, at) }, event);
    case 'fault.end':
      return inRun({ ...shared, now, episodes: endFault(shared.episodes, event, at) }, event);
    case 'phase':
    case 'load':
    case 'alert':
    case 'expect.pass':
    case 'expect.fail':
    case 'expect.skip':
    case 'ledger':
    case 'run.end':
      return inRun({ ...shared, now }, event);
    // Only of `sandbox check`, which has no screen.
    case 'finding':
    case 'detection':
    case 'volume':
      return shared;
  }
}

/** The event belongs to the run that has not ended; outside of one it is of the boot or of the teardown. */
function inRun(shared: Shared, event: RunEvent): Shared {
  const last = shared.runs.at(-1);
  if (!last || last.end) return shared;
  return { ...shared, runs: [...shared.runs.slice(0, -1), reduceRun(last, event)] };
}

function withComponent(components: readonly ComponentView[], event: ComponentEvent): ComponentView[] {
  const { name, state, ms, progress, detail } = event;
  if (!isComponentName(name)) return [...components];
  const before = components.find((one) => one.name === name);
  // How long the start took stays when a component stops later.
  const took = ms ?? before?.ms;
  const component: ComponentView = {
    ...defined({ url: before?.url }),
    ...(before?.memoryBytes === undefined || state === 'stopped' ? {} : { memoryBytes: before.memoryBytes }),
    ...{ name, state },
    ...defined({ ms: took, progress, detail }),
  };
  return inOrder([...components.filter((one) => one.name !== name), component]);
}

function onStatus(shared: Shared, { components, memoryBytes, traffic, usedBy }: StatusAnswer): Shared {
  const merged = components.map((status): ComponentView => {
    const ms = shared.components.find(({ name }) => name === status.name)?.ms;
    return ms === undefined ? status : { ...status, ms };
  });
  return {
    ...without(shared, 'memoryBytes', 'traffic', 'usedBy'),
    components: inOrder(merged),
    ...defined({ memoryBytes }),
    traffic,
    ...defined({ usedBy }),
  };
}

function inOrder(components: readonly ComponentView[]): ComponentView[] {
  return [...components].sort((a, b) => componentNames.indexOf(a.name) - componentNames.indexOf(b.name));
}

/** One text for one fault of one target, whatever its parameters: it is on once at a time. */
export function handFaultKey(fault: HandFault): string {
  return fault.kind === 'service' ? `${fault.service}/${fault.fault}` : `${fault.component}/${fault.fault}`;
}

export function struckBy(fault: HandFault): { fault: string; target: string; parameters: Record<string, unknown> } {
  return fault.kind === 'service'
    ? { fault: fault.fault, target: fault.service, parameters: fault.parameters }
    : { fault: fault.fault, target: fault.component, parameters: {} };
}
