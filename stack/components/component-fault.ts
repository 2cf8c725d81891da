import type { FaultDescriptor } from '../faults/fault-descriptor.ts';
import type { ComponentName } from './component.ts';

const common = { target: 'component', parameters: {}, supportedBy: ['embedded', 'docker'] } as const;

/** The faults that a runtime can inject into a running component from outside. */
export const componentFaultDescriptors = [
  {
    ...common,
    name: 'pause',
    description: 'Pauses its process: connections stay open and nothing answers',
  },
  {
    ...common,
    name: 'kill',
    description: 'Ends it at once, without a flush; what it held in memory is lost',
  },
  {
    ...common,
    name: 'restart',
    description: 'Shuts it down in order and starts it again; over once it is ready',
  },
  {
    ...common,
    name: 'disconnect',
    description: 'Cuts its network in both directions while it runs; what it holds stays',
    supportedBy: ['embedded', 'docker', 'simulation'],
  },
] as const satisfies readonly FaultDescriptor[];

export type ComponentFault = (typeof componentFaultDescriptors)[number]['name'];
export const componentFaults: readonly ComponentFault[] = componentFaultDescriptors.map(({ name }) => name);

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
