import type { ComponentName } from './component.ts';

/**
 * The faults that a runtime can inject into a running component from outside.
 * - `pause`: its process is stopped; connections stay open and nothing answers.
 * - `kill`: it ends at once, without a chance to flush; what it held in memory is lost.
 * - `restart`: it is shut down in order and started again; over once it is ready.
 * - `disconnect`: it runs, but without a network in either direction; what it holds stays.
 */
export const componentFaults = ['pause', 'kill', 'restart', 'disconnect'] as const;
export type ComponentFault = (typeof componentFaults)[number];

/** The request to inject one fault into one component, or to revert it. */
export interface ComponentFaultRequest {
  component: ComponentName;
  fault: ComponentFault;
}

/** The `detail` in the `component` event of a faulted component. */
export const faultedDetail: Readonly<Record<ComponentFault, string>> = {
  pause: 'paused',
  kill: 'killed',
  restart: 'restarting',
  disconnect: 'disconnected',
};

/** For messages: `disconnect of jaeger`. */
export function describeFault({ component, fault }: ComponentFaultRequest): string {
  return `${fault} of ${component}`;
}
