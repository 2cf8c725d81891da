import { seededRandom, type Random } from '../../lib/random.ts';
import type { FaultsApi } from '../../stack/clients/clients.ts';

/** What a request that was struck fails with, within the span that it was struck in. */
export class ModelFailure extends Error {
  readonly status: number;
  /** Whether it is no more than an answer: nothing was thrown where it shows. */
  readonly isAnswer: boolean;

  constructor(status: number, name: string, message: string, isAnswer = false) {
    super(message);
    this.status = status;
    this.name = name;
    this.isAnswer = isAnswer;
  }
}

const untouched = { ms: 0, by: [] };

interface ActiveFault {
  parameters: Record<string, unknown>;
  next: () => number;
}

/** The last two are those of a model alone: a live service is stopped for them. */
export const modelFaultNames = ['latency', 'error-rate', 'secret-in-url', 'lost-context', 'no-answer', 'down'] as const;
type FaultName = (typeof modelFaultNames)[number];

/**
 * The faults of one service of a model, switched like those of a live one (`services/faults`): they take the same
 * parameters and, with the same seed, strike the same requests in the order of their arrival.
 */
export class ModelFaults implements FaultsApi {
  readonly base: string;
  readonly #routes: readonly string[];
  readonly #random: Random;
  readonly #active = new Map<FaultName, ActiveFault>();

  constructor(service: string, routes: readonly string[], random: Random) {
    this.base = `model://${service}`;
    this.#routes = routes;
    this.#random = random;
  }

  list(): ReturnType<FaultsApi['list']> {
    const states = modelFaultNames.map((name) => {
      const active = this.#active.get(name);
      return { name, active: active !== undefined, parameters: active?.parameters ?? {} };
    });
    return Promise.resolve(states);
  }

  enable(name: string, parameters: Record<string, unknown>): Promise<void> {
    const known = modelFaultNames.find((one) => one === name);
    if (!known) {
      return Promise.reject(
        new Error(`the model of this service has no fault "${name}"; it has: ${modelFaultNames.join(', ')}`),
      );
    }
    const { seed } = parameters;
    const source = typeof seed === 'number' ? seededRandom(seed) : this.#random.fork(name);
    this.#active.set(known, { parameters, next: () => source.next() });
    return Promise.resolve();
  }

  disable(name: string): Promise<void> {
    this.#active.delete(name as FaultName);
    return Promise.resolve();
  }

  /** How long a request of this route is held up, what it fails with then, and by which faults. */
  struck(route: string): { ms: number; failure?: ModelFailure; by: readonly FaultName[] } {
    if (this.#active.size === 0) return untouched;
    let ms = 0;
    const by: FaultName[] = [];
    const latency = this.#strikes('latency', route);
    if (latency) {
      const { parameters, next } = latency;
      ms = Math.max(0, number(parameters.ms, 0) + (next() * 2 - 1) * number(parameters.jitterMs, 0));
      by.push('latency');
    }
    const errors = this.#strikes('error-rate', route);
    if (!errors) return { ms, by };
    by.push('error-rate');
    const status = number(errors.parameters.status, 500);
    const message = `the fault error-rate made this request fail with ${status}`;
    return { ms, failure: new ModelFailure(status, 'InjectedError', message), by };
  }

  /** What keeps the service from taking a request at all: callers wait in vain, or are refused at once. */
  silence(route: string): 'no-answer' | 'down' | undefined {
    if (this.#active.size === 0) return undefined;
    if (this.isDown) return 'down';
    return this.#strikes('no-answer', route) ? 'no-answer' : undefined;
  }

  get isDown(): boolean {
    return this.#active.has('down');
  }

  /** The query that a careless call carries; empty where there is none. */
  leak(): string {
    const fault = this.#active.get('secret-in-url');
    if (!fault) return '';
    const { token, password } = fault.parameters;
    const entries = Object.entries({ token, password }).filter(([, value]) => typeof value === 'string');
    return new URLSearchParams(entries as [string, string][]).toString();
  }

  /** Whether a call goes without its trace context. */
  dropsContext(): boolean {
    const fault = this.#active.get('lost-context');
    return fault !== undefined && fault.next() < number(fault.parameters.rate, 1);
  }

  #strikes(name: FaultName, route: string): ActiveFault | undefined {
    const fault = this.#active.get(name);
    if (!fault) return undefined;
    const { routes = this.#routes, rate } = fault.parameters;
    if (!(routes as readonly string[]).includes(route)) return undefined;
    return fault.next() < number(rate, 1) ? fault : undefined;
  }
}

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
