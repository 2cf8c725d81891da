import { UserError } from '../../lib/errors.ts';
import { type ComponentFaultRequest, describeFault, faultedDetail } from '../../stack/components/component-fault.ts';
import type { ComponentStatus } from '../../stack/components/component.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';

/** The components that can be disconnected: the stores, which are the Collector's backends. */
const stores = ['jaeger', 'loki'] as const;
type Store = (typeof stores)[number];

/** Injects faults into the components of a stack in virtual time: only `disconnect`, and only into the stores. */
export class SimulatedComponentControl {
  readonly #network: MemoryNetwork;
  readonly #away = new Set<Store>();

  constructor(network: MemoryNetwork) {
    this.#network = network;
  }

  applyFault(request: ComponentFaultRequest): Promise<void> {
    const store = stores.find((one) => one === request.component);
    if (store === undefined || request.fault !== 'disconnect') {
      return Promise.reject(
        new UserError(`${describeFault(request)} cannot be done in virtual time.`, {
          code: 'fault-unavailable',
          hint: `Only disconnect of ${stores.join(' or ')} is available in virtual time. \`sandbox run\` has all faults.`,
        }),
      );
    }
    this.#network.disconnect(store);
    this.#away.add(store);
    return Promise.resolve();
  }

  rollBackFault({ component }: ComponentFaultRequest): Promise<void> {
    const store = stores.find((one) => one === component);
    if (store !== undefined && this.#away.delete(store)) this.#network.reconnect(store);
    return Promise.resolve();
  }

  components(): Promise<ComponentStatus[]> {
    return Promise.resolve(
      stores.map((name) =>
        this.#away.has(name) ? { name, state: 'stopped', detail: faultedDetail.disconnect } : { name, state: 'ready' },
      ),
    );
  }
}
