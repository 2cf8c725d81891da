import { UserError } from '../../lib/errors.ts';
import { type ComponentStrike, describeStrike, struckDetail } from '../../stack/components/component-fault.ts';
import type { ComponentStatus } from '../../stack/components/component.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';

/** The components that can have a fault: the stores, which the Collector exports to. */
const stores = ['jaeger', 'loki'] as const;
type Store = (typeof stores)[number];

/**
 * Injects faults into the components of a simulated stack. Only the stores can be disconnected; other faults are
 * refused.
 */
export class SimulatedComponentControl {
  readonly #network: MemoryNetwork;
  readonly #away = new Set<Store>();

  constructor(network: MemoryNetwork) {
    this.#network = network;
  }

  applyFault(fault: ComponentStrike): Promise<void> {
    const store = stores.find((one) => one === fault.component);
    if (store === undefined || fault.fault !== 'disconnect') {
      return Promise.reject(
        new UserError(`${describeStrike(fault)} cannot be done in virtual time.`, {
          code: 'fault-unavailable',
          hint: `Only disconnect of ${stores.join(' or ')} is available in virtual time. \`sandbox run\` has all faults.`,
        }),
      );
    }
    this.#network.disconnect(store);
    this.#away.add(store);
    return Promise.resolve();
  }

  rollBackFault({ component }: ComponentStrike): Promise<void> {
    const store = stores.find((one) => one === component);
    if (store !== undefined && this.#away.delete(store)) this.#network.reconnect(store);
    return Promise.resolve();
  }

  components(): Promise<ComponentStatus[]> {
    return Promise.resolve(
      stores.map((name) =>
        this.#away.has(name) ? { name, state: 'stopped', detail: struckDetail.disconnect } : { name, state: 'ready' },
      ),
    );
  }
}
