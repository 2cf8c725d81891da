import { request, requestJson } from './http.ts';
import { FaultLeases, leaseSeconds } from './fault-leases.ts';
import { controlPath } from '../services/service.ts';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';

/** A fault that a service has, as its control endpoint describes it. */
export interface FaultState {
  name: string;
  active: boolean;
  parameters: Record<string, unknown>;
  /** What it does, in a sentence. */
  description?: string;
  /** The properties of the JSON Schema of its parameters. */
  schema?: JsonObject;
  /** Parameters that it does not begin without. */
  required?: string[];
}

/** Switches the faults of one service through its control endpoint. */
export class ServiceFaultsClient {
  readonly base: string;
  readonly #token: string | undefined;
  readonly #leases: FaultLeases;

  /** `token` is what the service requires for a change. */
  constructor(base: string, token?: string, leases = new FaultLeases()) {
    this.base = base;
    this.#token = token;
    this.#leases = leases;
  }

  /** Every fault that the service has, switched on or not. */
  async list(signal?: AbortSignal): Promise<FaultState[]> {
    const { value } = await requestJson(`${this.base}${controlPath}`, { signal });
    const entries = Array.isArray(value) ? value : asArray(asObject(value).faults);
    return entries.map((entry) => {
      const { name, active, parameters, description, schema } = asObject(entry);
      const { properties, required } = asObject(schema);
      return {
        ...{ name: asString(name), active: active === true, parameters: asObject(parameters) },
        ...{
          description: asString(description),
          schema: asObject(properties),
          required: asArray(required).map(asString),
        },
      };
    });
  }

  /**
   * Switches a fault on until it is disabled, or until this process ends: the service drops a fault whose lease is not
   * renewed. Rejects with the service's own reason where it has no such fault or refuses the parameters.
   */
  async enable(name: string, parameters: Record<string, unknown>, signal?: AbortSignal): Promise<void> {
    const url = this.url(name);
    const token = this.#token;
    try {
      await request(`${url}?lease=${leaseSeconds}`, { method: 'PUT', json: parameters, token, signal });
    } finally {
      // Also after a request that timed out: it may have had its effect.
      this.#leases.keep(url, async () => {
        const { status } = await request(url, {
          ...{ method: 'POST', timeoutMs: leaseSeconds * 1000, token, also: [404] },
        });
        return status !== 404;
      });
    }
  }

  /** Switches a fault off; one that is off already stays off. */
  async disable(name: string, signal?: AbortSignal): Promise<void> {
    this.#leases.end(this.url(name));
    await request(this.url(name), { method: 'DELETE', token: this.#token, signal });
  }

  private url(name: string): string {
    return `${this.base}${controlPath}/${encodeURIComponent(name)}`;
  }
}
