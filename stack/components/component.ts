import type { ComponentState } from '../../lib/events/component-event.ts';

export const componentNames = [
  'otel-collector',
  'jaeger',
  'prometheus',
  'loki',
  'grafana',
  'postgres',
  'gateway',
  'order',
  'payment',
] as const;

export type ComponentName = (typeof componentNames)[number];

export function isComponentName(name: string): name is ComponentName {
  return (componentNames as readonly string[]).includes(name);
}

/** The demo services among the components, in the order of a request. */
export const serviceNames = ['gateway', 'order', 'payment'] as const;
export type ServiceName = (typeof serviceNames)[number];

export type { ComponentState };

export interface ComponentStatus {
  name: ComponentName;
  state: ComponentState;
  /** Where a person or a client reaches it, when it is reachable over HTTP. */
  url?: string;
  /** Resident memory in bytes, where the runtime can tell. */
  memoryBytes?: number;
  /** Why it failed, in its own words. */
  detail?: string;
}
