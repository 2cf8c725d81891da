import type { ComponentState } from '../../lib/events/component-event.ts';
import { type ServiceName, services } from '../services/index.ts';
import { type BackendDescriptor, type BackendName, backends } from './backends.ts';
import type { ComponentDescriptor } from './descriptor.ts';

export type ComponentName = BackendName | ServiceName;

/** Every component of the stack: the backends, then the demo services. */
export const components: readonly (ComponentDescriptor & { readonly name: ComponentName })[] = [
  ...backends,
  ...services,
];
export const componentNames: readonly ComponentName[] = components.map(({ name }) => name);

/** The components of a stack with these services: all backends but those that none of the services depends on. */
export function componentsOf(running: readonly ServiceName[]): readonly ComponentName[] {
  const needed = new Set<string>(services.filter(({ name }) => running.includes(name)).flatMap((one) => one.dependsOn));
  const all: readonly BackendDescriptor[] = backends;
  const idle = all.filter(({ name, isOnDemand = false }) => isOnDemand && !needed.has(name)).map(({ name }) => name);
  const absent = new Set([...idle, ...services.map(({ name }) => name).filter((name) => !running.includes(name))]);
  return componentNames.filter((name) => !absent.has(name));
}

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
  restarts?: Restarts;
}

/** How often a component ended by itself and was started again, and why it ended the last time. */
export interface Restarts {
  count: number;
  reason: string;
}
