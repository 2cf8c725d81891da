import type { ActiveFault, FaultDefinition } from './fault.ts';
import { checkParameters, schemaOf } from './parameters.ts';

/** A fault as `GET /faults` tells of it; `parameters` are those it is active with. */
export interface FaultStatus {
  name: string;
  description: string;
  /** JSON Schema of the parameters, with their defaults. */
  schema: Record<string, unknown>;
  active: boolean;
  parameters?: Record<string, unknown>;
}

/** The faults of one service: switched by its control endpoint, asked by its handlers and its outgoing calls. */
export interface FaultSet {
  /** Makes a route, such as `POST /orders`, one that faults can strike. */
  addRoute(route: string): void;
  list(): FaultStatus[];
  /** Undefined when there is no such fault here; throws a ParameterError. A fault that is active already begins anew. */
  activate(name: string, parameters: unknown): { status: FaultStatus; begin: () => void } | undefined;
  /** False when there is no such fault here; one that is not active is no error. */
  deactivate(name: string): boolean;
  clear(): void;

  beforeWork(route: string): Promise<void>;
  /** True when a fault changed the URL. */
  beforeCall(url: URL): boolean;
  dropsContext(): boolean;
}

interface Activation {
  parameters: Record<string, unknown>;
  fault: ActiveFault;
}

export function createFaultSet(definitions: readonly FaultDefinition[]): FaultSet {
  const routes: string[] = [];
  const activations = new Map<string, Activation>();

  const statusOf = ({ name, description, specs }: FaultDefinition): FaultStatus => {
    const activation = activations.get(name);
    const common = { name, description, schema: schemaOf(specs, routes), active: activation !== undefined };
    return activation ? { ...common, parameters: activation.parameters } : common;
  };
  const end = (name: string): void => {
    activations.get(name)?.fault.end?.();
    activations.delete(name);
  };
  // In the order of the definitions, whatever the order of activation.
  const active = (): ActiveFault[] => definitions.flatMap(({ name }) => activations.get(name)?.fault ?? []);

  return {
    addRoute: (route) => routes.push(route),
    list: () => definitions.map(statusOf),
    activate(name, given) {
      const definition = definitions.find((candidate) => candidate.name === name);
      if (!definition) return undefined;
      const parameters = checkParameters(definition.specs, given, routes);
      end(name);
      const fault = definition.make(parameters);
      activations.set(name, { parameters, fault });
      return { status: statusOf(definition), begin: () => fault.begin?.() };
    },
    deactivate(name) {
      end(name);
      return definitions.some((definition) => definition.name === name);
    },
    clear: () => definitions.forEach(({ name }) => end(name)),

    async beforeWork(route) {
      for (const fault of active()) await fault.beforeWork?.(route);
    },
    beforeCall(url) {
      const before = url.href;
      for (const fault of active()) fault.beforeCall?.(url);
      return url.href !== before;
    },
    // Every fault is asked, and not only up to the first that says yes: each seeded sequence must advance alike.
    dropsContext: () => active().filter((fault) => fault.dropsContext?.() === true).length > 0,
  };
}
