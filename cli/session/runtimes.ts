import { type PortName, publishedPortNames } from '../../stack/components/ports.ts';
import type { Runtime, RuntimeKind } from '../../stack/runtimes/runtime.ts';

export interface ChosenRuntime {
  kind: RuntimeKind;
  /** Why this one was taken, when it was for the sandbox to choose. */
  why?: string;
  /** The published ports that it listens on. */
  ports: PortName[];
  load: () => Promise<Runtime>;
}

const runtimes: Readonly<Record<RuntimeKind, Omit<ChosenRuntime, 'why'>>> = {
  docker: {
    kind: 'docker',
    ports: [...publishedPortNames],
    load: async () => (await import('../../stack/runtimes/docker/runtime.ts')).dockerRuntime,
  },
  embedded: {
    kind: 'embedded',
    ports: publishedPortNames.filter((name) => name !== 'grafana'),
    load: async () => (await import('../../stack/runtimes/embedded/runtime.ts')).embeddedRuntime,
  },
};

/**
 * Chooses how the stack is run. `auto` takes docker where that can work, else embedded, and says why; it may take some seconds to find out.
 * An explicit choice never falls back.
 */
export async function chooseRuntime(asked: 'auto' | RuntimeKind): Promise<ChosenRuntime> {
  if (asked !== 'auto') return runtimes[asked];
  const { dockerAvailability } = await import('../../stack/runtimes/docker/availability.ts');
  const { available, why } = await dockerAvailability();
  return { ...runtimes[available ? 'docker' : 'embedded'], why };
}

/** The usual ports of a runtime, or with `auto` of whichever is taken: all there are. */
export function portsOf(asked: 'auto' | RuntimeKind): readonly PortName[] {
  return runtimes[asked === 'auto' ? 'docker' : asked].ports;
}
