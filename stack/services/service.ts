import type { BackendName } from '../components/backends.ts';
import type { ComponentDescriptor } from '../components/descriptor.ts';
import type { Launcher } from './launcher.ts';

/** A constant, or the URL at which another component is reached by the service. */
export type EnvironmentValue = string | { readonly urlOf: string };

/**
 * Everything that the runtimes, the clients, the terminal UI and the simulation need to know about one demo service. A
 * service in any language follows the contract in services/README.md: settings by environment variables, a health path,
 * a control endpoint for faults, and an orderly end on SIGTERM.
 */
export interface ServiceDescriptor extends ComponentDescriptor {
  /** `core` services always run together; the others are added by `--services all` or by the scenario that needs them. */
  readonly profile: 'core' | 'all';
  readonly launcher: Launcher;
  /**
   * `default` is its port in a container. A published port is reached from this machine, at that number unless `--ports
   * auto`.
   */
  readonly port: { readonly default: number; readonly published: boolean };
  /** Answers with 2xx when the service is ready; makes no telemetry. */
  readonly healthPath: string;
  /**
   * Its own variables. `HOST`, `PORT`, `CONTROL_PORT`, `CONTROL_TOKEN` and the `OTEL_*` variables are set for every service. The URL of a
   * component that does not run is left out.
   */
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  /** Backends that must be ready before the embedded runtime starts it. */
  readonly dependsOn: readonly BackendName[];
  /** As in the resource attributes `service.name` and `telemetry.sdk.language`. */
  readonly telemetry: { readonly serviceName: string; readonly language: string };
  /** What a browser shows of it: a path of its published port. Without one, its control endpoint. */
  readonly page?: string;
}

/** The path of every service's control endpoint; see services/README.md. */
export const controlPath = '/faults';

/** Checks a descriptor and keeps its literal types, from which names and ports are derived. */
export function defineService<const S extends ServiceDescriptor>(service: S): S {
  return service;
}
