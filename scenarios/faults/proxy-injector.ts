import { UserError } from '../../lib/errors.ts';
import type { ProxyFaults } from '../proxy/proxy-faults.ts';
import type { ApplicationFault } from './fault-schema.ts';
import type { Injector } from './injector.ts';

/** A fault of the proxy in front of the user's own application. */
export function proxyInjector({ fault, parameters }: ApplicationFault, proxy: ProxyFaults | undefined): Injector {
  return {
    applied: { fault, target: 'application', parameters: { ...parameters } },
    apply() {
      if (!proxy) throw new UserError('this run has no application', { code: 'fault-unavailable' });
      proxy.enable(fault, parameters);
      return Promise.resolve();
    },
    revert() {
      proxy?.disable(fault);
      return Promise.resolve();
    },
  };
}
