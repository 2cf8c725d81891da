import type { Random } from '../../lib/random.ts';
import type { ProxyFaultName } from '../faults/proxy-fault-descriptors.ts';

/** What the active faults do to one request. */
export interface RequestFaults {
  delayMs: number;
  /** Answered with this status, without the application. */
  status?: number;
  aborts: boolean;
  bytesPerSecond: number;
}

interface ActiveFault {
  parameters: Readonly<Record<string, number>>;
  random: Random;
}

/** The active faults of a proxy. */
export class ProxyFaults {
  readonly #active = new Map<ProxyFaultName, ActiveFault>();
  readonly #random: Random;

  /** The same seed affects the same requests. */
  constructor(random: Random) {
    this.#random = random;
  }

  enable(name: ProxyFaultName, parameters: Readonly<Record<string, number>>): void {
    this.#active.set(name, { parameters, random: this.#random.fork(name) });
  }

  disable(name: ProxyFaultName): void {
    this.#active.delete(name);
  }

  isActive(name: ProxyFaultName): boolean {
    return this.#active.has(name);
  }

  /** Decides for the next request. */
  next(): RequestFaults {
    const latency = this.#affecting('proxy-latency');
    const error = this.#affecting('proxy-errors');
    const bandwidth = this.#affecting('proxy-bandwidth');
    const { ms = 0, jitterMs = 0 } = latency?.parameters ?? {};
    const deviation = latency ? (latency.random.next() * 2 - 1) * jitterMs : 0;
    return {
      delayMs: Math.max(0, ms + deviation),
      ...(error ? { status: error.parameters.status ?? 503 } : {}),
      aborts: this.#affecting('proxy-aborts') !== undefined,
      bytesPerSecond: bandwidth?.parameters.bytesPerSecond ?? Infinity,
    };
  }

  #affecting(name: ProxyFaultName): ActiveFault | undefined {
    const fault = this.#active.get(name);
    return fault && fault.random.next() < (fault.parameters.rate ?? 1) ? fault : undefined;
  }
}
