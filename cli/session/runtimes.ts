import { componentsOf } from '../../stack/components/component.ts';
import { type PublishedPort, publishedPortNames, publishedPorts } from '../../stack/components/ports.ts';
import type { ServiceName } from '../../stack/services/index.ts';
import type { Runtime, RuntimeKind } from '../../stack/runtimes/runtime.ts';

export interface ChosenRuntime {
  kind: RuntimeKind;
  /** Why `auto` selected this runtime. */
  why?: string;
  load: () => Promise<Runtime>;
}

const runtimes: Readonly<Record<RuntimeKind, Omit<ChosenRuntime, 'why'>>> = {
  docker: {
    kind: 'docker',
    load: async () => (await import('../../stack/runtimes/docker/runtime.ts')).dockerRuntime,
  },
  embedded: {
    kind: 'embedded',
    load: async () => (await import('../../stack/runtimes/embedded/runtime.ts')).embeddedRuntime,
  },
};

/**
 * Selects the runtime for these services. `auto` selects docker if it is available, otherwise embedded, with the reason; this may take some
 * seconds. An explicit choice never falls back.
 */
export async function chooseRuntime(
  asked: 'auto' | RuntimeKind,
  services: readonly ServiceName[],
): Promise<ChosenRuntime> {
  if (asked !== 'auto') return runtimes[asked];
  const { dockerAvailability } = await import('../../stack/runtimes/docker/availability.ts');
  const { available, why } = await dockerAvailability(componentsOf(services));
  return { ...runtimes[available ? 'docker' : 'embedded'], why };
}

/** The default ports of a runtime with these services; with `auto` all that either runtime needs. */
export function portsOf(asked: 'auto' | RuntimeKind, services: readonly ServiceName[]): PublishedPort[] {
  const components = componentsOf(services).filter((name) => asked !== 'embedded' || name !== 'grafana');
  const all: readonly PublishedPort[] = publishedPortNames.map((name) => publishedPorts[name]);
  return all.filter(({ component }) => component !== 'workbench' && components.includes(component));
}
