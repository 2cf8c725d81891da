import { seededRandom, type Random } from '../../lib/random.ts';
import type { FaultsApi } from '../../stack/clients/clients.ts';
import { type FaultModel, type ModelActivation, numberOf, type ServiceFaultDefinition } from './fault-definition.ts';
import type { InjectedFault } from './ground-truth.ts';
import { grpcCodeOf } from './grpc-status.ts';
import { type ServiceFaultName, serviceFaults, simulatedFaultNames } from './service-faults.ts';

/** The failure of an affected request, within the span in which the fault acts. */
export class ModelFailure extends Error {
  readonly status: number;
  /** Whether it is only a response: the span has no exception. */
  readonly isAnswer: boolean;
  /** Where several codes of gRPC have the same HTTP status. */
  readonly #grpcCode: number | undefined;

  constructor(status: number, name: string, message: string, isAnswer = false, grpcCode?: number) {
    super(message);
    this.#grpcCode = grpcCode;
    this.status = status;
    this.name = name;
    this.isAnswer = isAnswer;
  }

  get grpcCode(): number {
    return this.#grpcCode ?? grpcCodeOf(this.status);
  }
}

/** An active fault; several of the same kind may be active, for example for different routes. */
interface Activation extends ModelActivation {
  name: ServiceFaultName;
  label: string;
}

/** Which fault affects a request. */
type ActiveFault = Pick<InjectedFault, 'fault' | 'label'>;

const untouched = { ms: 0, by: [] };
const definitions: readonly (ServiceFaultDefinition & { name: ServiceFaultName })[] = serviceFaults;

/**
 * The faults of one modeled service, injected like those of a live one (`services/faults`): they take the same
 * parameters and, with the same seed, affect the same requests in the order of their arrival.
 */
export class ModelFaults implements FaultsApi {
  readonly base: string;
  readonly #routes: readonly string[];
  readonly #random: Random;
  /** By their labels. */
  readonly #active = new Map<string, Activation>();
  /** The same in the order of the registry. It is read for every step of every request. */
  #models: readonly { model: FaultModel; active: Activation }[] = [];

  constructor(service: string, routes: readonly string[], random: Random) {
    this.base = `model://${service}`;
    this.#routes = routes;
    this.#random = random;
  }

  list(): ReturnType<FaultsApi['list']> {
    const states = simulatedFaultNames.map((name) => {
      const active = [...this.#active.values()].find((one) => one.name === name);
      return { name, active: active !== undefined, parameters: active?.parameters ?? {} };
    });
    return Promise.resolve(states);
  }

  enable(name: string, parameters: Record<string, unknown>): Promise<void> {
    return this.activate(name, name, parameters);
  }

  disable(name: string): Promise<void> {
    return this.deactivate(name);
  }

  /** Like `enable`, but several of the same kind can be active; one with the same label is replaced. */
  activate(label: string, name: string, parameters: Record<string, unknown>): Promise<void> {
    const known = simulatedFaultNames.find((one) => one === name);
    if (!known) {
      return Promise.reject(
        new Error(`the modeled service has no fault "${name}"; it has: ${simulatedFaultNames.join(', ')}`),
      );
    }
    const { seed } = parameters;
    // Two of a kind must not affect the same requests.
    const others = [...this.#active.values()].filter((one) => one.name === known && one.label !== label).length;
    const fork = others === 0 ? name : `${name} ${others + 1}`;
    const source = typeof seed === 'number' ? seededRandom(seed) : this.#random.fork(fork);
    this.#active.set(label, { name: known, label, parameters, next: () => source.next() });
    this.#models = this.#ordered();
    return Promise.resolve();
  }

  deactivate(label: string): Promise<void> {
    this.#active.delete(label);
    this.#models = this.#ordered();
    return Promise.resolve();
  }

  /** The delay and the failure of a request of this route, and the faults that cause them. */
  inject(route: string): { ms: number; failure?: ModelFailure; by: readonly ActiveFault[] } {
    if (this.#active.size === 0) return untouched;
    let ms = 0;
    const by: ActiveFault[] = [];
    for (const { model, active } of this.#models) {
      if (!model.delayMs && !model.failure) continue;
      if (!this.#affects(active, route)) continue;
      by.push(activeFault(active));
      ms += model.delayMs?.(active) ?? 0;
      const failure = model.failure?.(active);
      if (failure) {
        const { status, name, message, isAnswer } = failure;
        return { ms, failure: new ModelFailure(status, name, message, isAnswer), by };
      }
    }
    return { ms, by };
  }

  /** The reason for which callers get no answer: they wait until their timeout, or are refused at once. */
  silence(route: string): 'no-answer' | 'down' | undefined {
    if (this.#active.size === 0) return undefined;
    if (this.isDown) return 'down';
    const silent = this.#models.filter(({ model }) => model.unreachable === 'no-answer');
    return silent.some(({ active }) => this.#affects(active, route)) ? 'no-answer' : undefined;
  }

  get isDown(): boolean {
    return this.#models.some(({ model }) => model.unreachable === 'down');
  }

  /** The query of an outgoing call; empty where no fault adds one. */
  leak(): string {
    const entries = this.#models.flatMap(({ model, active }) => Object.entries(model.query?.(active) ?? {}));
    const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return new URLSearchParams(texts).toString();
  }

  /** Whether a call goes without its trace context. */
  dropsContext(): boolean {
    return this.#models.filter(({ model, active }) => model.losesContext?.(active) === true).length > 0;
  }

  /** The delay of a database query in milliseconds, and the faults that cause it. */
  delayQuery(): { ms: number; by: readonly ActiveFault[] } {
    if (this.#active.size === 0) return untouched;
    const delays = this.#models.map(({ model, active }) => ({ active, ms: model.queryDelayMs?.(active) ?? 0 }));
    const by = delays.filter(({ ms }) => ms > 0).map(({ active }) => activeFault(active));
    return { ms: delays.reduce((sum, { ms }) => sum + ms, 0), by };
  }

  /** Milliseconds that are added to timestamps. */
  get clockOffsetMs(): number {
    return this.#models.reduce((sum, { model, active }) => sum + (model.clockOffsetMs?.(active) ?? 0), 0);
  }

  /** Whether an incoming trace is sampled; undefined if the decision of the caller applies. */
  samples(traceId: Buffer): boolean | undefined {
    const found = this.#models.find(({ model }) => model.samples);
    return found?.model.samples?.(found.active, traceId);
  }

  #ordered(): { model: FaultModel; active: Activation }[] {
    const all = [...this.#active.values()];
    return definitions.flatMap(({ name, model }) =>
      model ? all.filter((active) => active.name === name).map((active) => ({ model, active })) : [],
    );
  }

  #affects(active: ModelActivation, route: string): boolean {
    const { routes = this.#routes } = active.parameters;
    return (routes as readonly string[]).includes(route) && active.next() < numberOf(active, 'rate', 1);
  }
}

function activeFault({ name, label }: Activation): ActiveFault {
  return { fault: name, label };
}
