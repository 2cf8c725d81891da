import { defined } from '../../../lib/defined.ts';
import { nextStates } from '../../../scenarios/alerts/transitions.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { componentNames, isComponentName } from '../../../stack/components/component.ts';
import type { ComponentEvent } from '../../../lib/events/component-event.ts';
import type { Action, StatusAnswer } from './action.ts';
import { injectionOf, manualFaultKey } from '../../../ui/faults/manual-fault.ts';
import { reduceRuns } from '../../../ui/runs/run-list.ts';
import type { ComponentView, Shared } from './shared.ts';
import { beginFault, changeAlert, endFault, forget, noEpisodes } from '../../../ui/runs/timeline.ts';
import { without } from '../../../lib/without.ts';

export function initialShared(command: string, now: number): Shared {
  return {
    ...{ now, command, startedAt: now, activity: 'booting', components: [], stays: false },
    ...{ rules: [], alertStates: new Map(), episodes: noEpisodes, runs: [], manualFaults: [] },
  };
}

/** The state shared by all views, after an action. */
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
      // The user was this screen, until the next status says otherwise.
      return { ...without(shared, 'usedBy'), activity: action.activity };
    case 'plan': {
      return action.plan === undefined ? without(shared, 'plan') : { ...shared, plan: action.plan };
    }
    case 'fault-on': {
      const others = shared.manualFaults.filter(({ fault }) => manualFaultKey(fault) !== manualFaultKey(action.fault));
      const manualFaults = [...others, { fault: action.fault, since: action.at }];
      return { ...shared, manualFaults, episodes: beginFault(shared.episodes, injectionOf(action.fault), action.at) };
    }
    case 'fault-off': {
      const manualFaults = shared.manualFaults.filter(
        ({ fault }) => manualFaultKey(fault) !== manualFaultKey(action.fault),
      );
      return { ...shared, manualFaults, episodes: endFault(shared.episodes, injectionOf(action.fault), action.at) };
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
    case 'run.start':
      return { ...shared, now, runs: reduceRuns(shared.runs, event, shared.plan?.withFaults) };
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
    // Only in `sandbox check`, which has no screen.
    case 'finding':
    case 'detection':
    case 'trace':
    case 'volume':
      return shared;
  }
}

function inRun(shared: Shared, event: RunEvent): Shared {
  return { ...shared, runs: reduceRuns(shared.runs, event) };
}

function withComponent(components: readonly ComponentView[], event: ComponentEvent): ComponentView[] {
  const { name, state, ms, progress, detail } = event;
  if (!isComponentName(name)) return [...components];
  const before = components.find((one) => one.name === name);
  // The start duration is kept when a component stops.
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
