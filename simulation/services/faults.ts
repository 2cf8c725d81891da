import { seededRandom, type Random } from '../../lib/random.ts';
import type { FaultsApi } from '../../stack/clients/clients.ts';
import { type FaultModel, type ModelActivation, numberOf } from './fault-definition.ts';
import type { InjectedFault } from './ground-truth.ts';
import { grpcCodeOf } from './grpc-status.ts';
import { findServiceFault, type ServiceFaultName, simulatedFaultNames } from './service-faults.ts';

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
  model: FaultModel;
}

/** Which fault affects a request. */
type ActiveFault = Pick<InjectedFault, 'fault' | 'label'>;

const untouched = { ms: 0, by: [] };

/**
 * The faults of one modeled service, injected like those of a live one (`services/faults`): they take the same
 * parameters and, with the same seed, affect the same requests in the order of their arrival.
 */
export class ModelFaults implements FaultsApi {
  readonly base: string;
  readonly #routes: readonly string[];
  readonly #random: Random;
  /** In the order of the registry. It is read for every step of every request. */
  #active: readonly Activation[] = [];

  constructor(service: string, routes: readonly string[], random: Random) {
    this.base = `model://${service}`;
    this.#routes = routes;
    this.#random = random;
  }

  list(): ReturnType<FaultsApi['list']> {
    const states = simulatedFaultNames.map((name) => {
      const active = this.#active.find((one) => one.name === name);
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
    const definition = findServiceFault(name);
    if (!definition?.model) {
      return Promise.reject(
        new Error(`the modeled service has no fault "${name}"; it has: ${simulatedFaultNames.join(', ')}`),
      );
    }
    const { seed } = parameters;
    const others = this.#active.filter((one) => one.label !== label);
    // Two of a kind choose requests independently.
    const twins = others.filter((one) => one.name === name).length;
    const fork = twins === 0 ? name : `${name} ${twins + 1}`;
    const source = typeof seed === 'number' ? seededRandom(seed) : this.#random.fork(fork);
    const { model } = definition;
    const added: Activation = { name: definition.name, label, model, parameters, next: () => source.next() };
    const place = (one: Activation): number => simulatedFaultNames.indexOf(one.name);
    this.#active = [...others, added].sort((a, b) => place(a) - place(b));
    return Promise.resolve();
  }

  deactivate(label: string): Promise<void> {
    this.#active = this.#active.filter((one) => one.label !== label);
    return Promise.resolve();
  }

  /** The delay and the failure of a request of this route, and the faults that cause them. */
  inject(route: string): { ms: number; failure?: ModelFailure; by: readonly ActiveFault[] } {
    if (this.#active.length === 0) return untouched;
    let ms = 0;
    const by: ActiveFault[] = [];
    for (const active of this.#active) {
      const { model } = active;
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
    if (this.#active.length === 0) return undefined;
    if (this.isDown) return 'down';
    const silent = this.#active.filter(({ model }) => model.unreachable === 'no-answer');
    return silent.some((active) => this.#affects(active, route)) ? 'no-answer' : undefined;
  }

  get isDown(): boolean {
    return this.#active.some(({ model }) => model.unreachable === 'down');
  }

  /** The query of an outgoing call; empty where no fault adds one. */
  leak(): string {
    const entries = this.#active.flatMap((active) => Object.entries(active.model.query?.(active) ?? {}));
    const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return new URLSearchParams(texts).toString();
  }

  /** Whether a call goes without its trace context. */
  dropsContext(): boolean {
    return this.#active.filter((active) => active.model.losesContext?.(active) === true).length > 0;
  }

  /** The delay of a database query in milliseconds, and the faults that cause it. */
  delayQuery(): { ms: number; by: readonly ActiveFault[] } {
    if (this.#active.length === 0) return untouched;
    const delays = this.#active.map((active) => ({ active, ms: active.model.queryDelayMs?.(active) ?? 0 }));
    const by = delays.filter(({ ms }) => ms > 0).map(({ active }) => activeFault(active));
    return { ms: delays.reduce((sum, { ms }) => sum + ms, 0), by };
  }

  /** Milliseconds that are added to timestamps. */
  get clockOffsetMs(): number {
    return this.#active.reduce((sum, active) => sum + (active.model.clockOffsetMs?.(active) ?? 0), 0);
  }

  /** Whether an incoming trace is sampled; undefined if the decision of the caller applies. */
  samples(traceId: Buffer): boolean | undefined {
    const found = this.#active.find(({ model }) => model.samples);
    return found?.model.samples?.(found, traceId);
  }

  #affects(active: ModelActivation, route: string): boolean {
    const { routes = this.#routes } = active.parameters;
    return (routes as readonly string[]).includes(route) && active.next() < numberOf(active, 'rate', 1);
  }
}

function activeFault({ name, label }: Activation): ActiveFault {
  return { fault: name, label };
}
