import type { ComponentName } from './component.ts';

/**
 * What can be done to a running component from outside, in every runtime.
 * - `pause`: it stands still where it is; connections stay open and nothing answers.
 * - `kill`: it ends at once, without a chance to flush; what it held in memory is gone.
 * - `restart`: it is stopped in order and started again; over once it is in effect.
 * - `disconnect`: it runs, but nothing reaches it and it reaches nothing; what it holds stays.
 */
export const componentFaults = ['pause', 'kill', 'restart', 'disconnect'] as const;
export type ComponentFault = (typeof componentFaults)[number];

/** One fault of one component. */
export interface ComponentStrike {
  component: ComponentName;
  fault: ComponentFault;
}

/** What a struck component is said to be: the `detail` of its `component` event. */
export const struckDetail: Readonly<Record<ComponentFault, string>> = {
  pause: 'paused',
  kill: 'killed',
  restart: 'restarting',
  disconnect: 'disconnected',
};

/** A strike in words: `disconnect of jaeger`. */
export function describeStrike({ component, fault }: ComponentStrike): string {
  return `${fault} of ${component}`;
}
