import { gateway } from './gateway.ts';
import { inventory } from './inventory.ts';
import { legacy } from './legacy.ts';
import { order } from './order.ts';
import { payment } from './payment.ts';
import type { ServiceDescriptor } from './service.ts';
import { shipping } from './shipping.ts';

/** The demo services, in the order in which a request reaches them. */
const all = [gateway, order, payment, inventory, shipping, legacy] as const;

type Registered = (typeof all)[number];
export type ServiceName = Registered['name'];
/** Those that always run together; see `ServiceDescriptor.profile`. */
export type CoreServiceName = Extract<Registered, { profile: 'core' }>['name'];
/** Those whose port is reached from this machine. */
export type PublishedServiceName = Extract<Registered, { port: { published: true } }>['name'];

/** A registered service. */
export type Service = ServiceDescriptor & { readonly name: ServiceName };

export const services: readonly Service[] = all;
export const serviceNames: readonly ServiceName[] = all.map(({ name }) => name);
/** The services that run on the one image which is built from this package. */
export const nodeServiceNames: readonly ServiceName[] = services
  .filter(({ launcher }) => launcher.kind === 'node')
  .map(({ name }) => name);

/** The services that are Python packages; each has an image of its own. */
export const pythonServiceNames: readonly ServiceName[] = services
  .filter(({ launcher }) => launcher.kind === 'python')
  .map(({ name }) => name);

/** The services in Go: one image for all, and roles of one WebAssembly program in the embedded runtime. */
export const goServiceNames: readonly ServiceName[] = services
  .filter(({ launcher }) => launcher.kind === 'wasm')
  .map(({ name }) => name);

/** What `--services` selects. */
export const serviceSelections = ['core', 'all', 'none'] as const;
export type ServiceSelection = (typeof serviceSelections)[number];

export const coreServiceNames: readonly ServiceName[] = services
  .filter(({ profile }) => profile === 'core')
  .map(({ name }) => name);

/** The services of a selection; `none` is the stack alone, for the user's own application. */
export function selectServices(selection: ServiceSelection): readonly ServiceName[] {
  if (selection === 'none') return [];
  return selection === 'all' ? serviceNames : coreServiceNames;
}

/** Where requests enter the system: the load generator and the ambient traffic send them here. */
export const entryPoint = gateway;

export function isPublished(service: Service): service is Service & { readonly name: PublishedServiceName } {
  return service.port.published;
}

/** Whether a service calls other services: only such a one has faults of outgoing calls. */
export function callsServices(name: ServiceName): boolean {
  const values = Object.values(findService(name)?.environment ?? {});
  return values.some((value) => typeof value !== 'string' && findService(value.urlOf) !== undefined);
}

/** Whether a service uses PostgreSQL: only such a one has faults of its queries. */
export function usesDatabase(name: ServiceName): boolean {
  return findService(name)?.dependsOn.includes('postgres') ?? false;
}

/** The service of that name; undefined for another component. */
export function findService(name: string): Service | undefined {
  return services.find((service) => service.name === name);
}

export type { ServiceDescriptor } from './service.ts';
