import type { ActiveFault, FaultDefinition } from './fault.ts';
import { checkParameters, schemaOf } from './parameters.ts';

/** A fault as `GET /faults` returns it, with its parameters while it is active. */
export interface FaultStatus {
  name: string;
  description: string;
  /** JSON Schema of the parameters, with their defaults. */
  schema: Record<string, unknown>;
  active: boolean;
  parameters?: Record<string, unknown>;
}

/** The faults of one service: the control endpoint activates them, requests and outgoing calls are affected by them. */
export interface FaultSet {
  list(): FaultStatus[];
  /**
   * Undefined if the service has no such fault. An active fault starts again. With a lease it ends by itself, unless it is
   * renewed in time. Throws a ParameterError.
   */
  activate(name: string, parameters: unknown, lease?: Lease): { status: FaultStatus; begin: () => void } | undefined;
  /** Gives an active fault the time of its lease again; false if it is not active or has none. */
  renew(name: string): boolean;
  /** False if the service has no such fault; one that is not active is no error. */
  deactivate(name: string): boolean;
  clear(): void;

  /** Called in each request, within its span: waits, or throws the error that the request fails with. */
  beforeWork(route: string): Promise<void>;
  /** Called for the URL of each outgoing call; true if a fault changed it. */
  beforeCall(url: URL): boolean;
  /** Called for each outgoing call: whether it is sent without trace context. */
  dropsContext(): boolean;
  /** Called for each incoming request with trace context; undefined if the decision of the caller applies. */
  samples(traceId: string): boolean | undefined;
  /** Called for each database query of a request: milliseconds for which the database sleeps before it. */
  queryDelayMs(): number;
  /** Called for each span that ends and each log record: milliseconds that are added to its timestamps. */
  clockOffsetMs(): number;
}

/** How long a fault is active without being renewed, in milliseconds: its owner may be killed. */
export interface Lease {
  ms: number;
  onExpired: () => void;
}

interface Activation {
  parameters: Record<string, unknown>;
  fault: ActiveFault;
  expiry: NodeJS.Timeout | undefined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** `routes` are those that faults can affect, such as `POST /orders`. */
export function createFaultSet(definitions: readonly FaultDefinition[], routes: readonly string[]): FaultSet {
  const activations = new Map<string, Activation>();

  const statusOf = ({ name, description, specs }: FaultDefinition): FaultStatus => {
    const activation = activations.get(name);
    const common = { name, description, schema: schemaOf(specs, routes), active: activation !== undefined };
    return activation ? { ...common, parameters: activation.parameters } : common;
  };
  const end = (name: string): void => {
    const activation = activations.get(name);
    clearTimeout(activation?.expiry);
    activation?.fault.end?.();
    activations.delete(name);
  };
  const expire = (name: string, { ms, onExpired }: Lease): NodeJS.Timeout =>
    setTimeout(() => {
      end(name);
      onExpired();
    }, ms).unref();
  // In the order of the definitions, not of activation.
  const active = (): ActiveFault[] => definitions.flatMap(({ name }) => activations.get(name)?.fault ?? []);

  return {
    list: () => definitions.map(statusOf),
    activate(name, input, lease) {
      const definition = definitions.find((candidate) => candidate.name === name);
      if (!definition) return undefined;
      const parameters = checkParameters(definition.specs, input, routes);
      end(name);
      const fault = definition.make(parameters);
      activations.set(name, { parameters, fault, expiry: lease && expire(name, lease) });
      return { status: statusOf(definition), begin: () => fault.begin?.() };
    },
    renew(name) {
      return activations.get(name)?.expiry?.refresh() !== undefined;
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
    // Every fault is called, not only up to the first that drops the context: each seeded sequence must advance.
    samples: (traceId) =>
      active()
        .find((fault) => fault.samples)
        ?.samples?.(traceId),
    queryDelayMs: () => sum(active().map((fault) => fault.queryDelayMs?.() ?? 0)),
    clockOffsetMs: () => sum(active().map((fault) => fault.clockOffsetMs?.() ?? 0)),
    dropsContext: () => active().filter((fault) => fault.dropsContext?.() === true).length > 0,
  };
}
