import type { Clock } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { waitUntil } from '../../lib/wait.ts';
import { findServiceFault } from '../../simulation/services/service-faults.ts';
import type { FaultParameter } from '../../stack/faults/fault-descriptor.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import type { Secret } from '../load/requests.ts';
import type { ServiceFault } from './fault-schema.ts';
import type { Injector } from './injector.ts';

export interface ServiceFaultOptions {
  faults: Clients['faults'];
  clock: Clock;
  /** What `$seed` stands for in a fault's parameters. */
  seed: number;
  /** By which durations of parameters in production time are divided. */
  pace: number;
  /** What `$token` and `$password` stand for. */
  secrets: readonly Secret[];
}

/** How long a service may take to switch a fault off: it may just be restarting. */
const revertMs = 10_000;

/** A fault of a demo service, switched on and off at its control endpoint and verified there. */
export function serviceInjector(fault: ServiceFault, options: ServiceFaultOptions): Injector {
  const { fault: name, target } = fault;
  const client = options.faults(target.service);
  const parameters = paced(name, replaced(fault.parameters, { $seed: options.seed }), options.pace);
  const secrets: [string, string][] = options.secrets.map(({ parameter, value }) => [`$${parameter}`, value]);
  return {
    applied: { fault: name, target: target.service, parameters },
    async apply(signal) {
      await client.enable(name, replaced(parameters, Object.fromEntries(secrets)), signal);
      const states = await client.list(signal);
      if (states.some((state) => state.name === name && state.active)) return;
      throw new Error('the service accepted it, but reports it as inactive');
    },
    async revert() {
      const gone = await waitUntil(
        async () => {
          await client.disable(name);
          const left = (await client.list()).find((state) => state.name === name);
          return left?.active === true ? { done: false, seen: 'it is still active' } : { done: true, value: undefined };
        },
        { timeoutMs: revertMs, intervalMs: 250, clock: options.clock },
      );
      if (!gone.ok) throw new Error(`${gone.lastSeen} after ${formatDuration(gone.ms)} (${gone.tries} tries)`);
    },
  };
}

/** Durations in production time at the pace of the run, given or by default, within what the fault takes. */
function paced(fault: string, parameters: Record<string, unknown>, pace: number): Record<string, unknown> {
  const specs: Readonly<Record<string, FaultParameter>> = findServiceFault(fault)?.parameters ?? {};
  const durations = Object.entries(specs).flatMap(([name, spec]) => {
    if (spec.paced !== true || !('minimum' in spec)) return [];
    const ms = parameters[name] ?? spec.default;
    return typeof ms === 'number' ? [[name, Math.max(spec.minimum, Math.round(ms / pace))] as const] : [];
  });
  return { ...parameters, ...Object.fromEntries(durations) };
}

function replaced(parameters: Record<string, unknown>, by: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(parameters).map(([name, value]) => {
    return [name, typeof value === 'string' && value in by ? by[value] : value] as const;
  });
  return Object.fromEntries(entries);
}
