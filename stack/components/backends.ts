import type { ComponentDescriptor } from './descriptor.ts';

export interface BackendDescriptor extends ComponentDescriptor {
  /** Whether it is started with a file that `--config` can replace: a failed start is then the fault of that file. */
  readonly isConfigurable: boolean;
  /** Whether it runs only together with a service that depends on it. */
  readonly isOnDemand?: boolean;
}

/** The components that are not demo services, in the order in which they are listed. */
export const backends = [
  // It sends what it holds before it ends.
  { name: 'otel-collector', isConfigurable: true, stopOrder: 3, shutdownMs: 8000 },
  { name: 'jaeger', isConfigurable: true, stopOrder: 4, shutdownMs: 2000 },
  { name: 'prometheus', isConfigurable: true, stopOrder: 4, shutdownMs: 2000 },
  { name: 'loki', isConfigurable: true, stopOrder: 4, shutdownMs: 2000 },
  { name: 'grafana', isConfigurable: true, stopOrder: 4, shutdownMs: 2000 },
  { name: 'postgres', isConfigurable: false, isOnDemand: true, stopOrder: 4, shutdownMs: 2000, color: 'yellow' },
  { name: 'redis', isConfigurable: false, isOnDemand: true, stopOrder: 4, shutdownMs: 2000 },
] as const satisfies readonly BackendDescriptor[];

export type BackendName = (typeof backends)[number]['name'];
