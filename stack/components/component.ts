import type { ComponentState } from '../../lib/events/component-event.ts';
import { type ServiceName, services } from '../services/index.ts';
import { type BackendName, backends } from './backends.ts';
import type { ComponentDescriptor } from './descriptor.ts';

export type ComponentName = BackendName | ServiceName;

/** Every component of the stack: the backends, then the demo services. */
export const components: readonly (ComponentDescriptor & { readonly name: ComponentName })[] = [
  ...backends,
  ...services,
];
export const componentNames: readonly ComponentName[] = components.map(({ name }) => name);

export function isComponentName(name: string): name is ComponentName {
  return findComponent(name) !== undefined;
}

export function findComponent(name: string): (typeof components)[number] | undefined {
  return components.find((component) => component.name === name);
}

export type { ComponentState };

export interface ComponentStatus {
  name: ComponentName;
  state: ComponentState;
  /** Where the user or a client reaches it, when it is reachable over HTTP. */
  url?: string;
  /** Resident memory in bytes, where the runtime can measure it. */
  memoryBytes?: number;
  /** Why it failed, as it reported itself. */
  detail?: string;
}
