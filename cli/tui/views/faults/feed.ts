import { messageOf } from '../../../../lib/errors.ts';
import { runningServices } from '../../../../stack/components/endpoints.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import type { AskedStack } from '../../view.ts';
import type { FaultsAnswer } from './slice.ts';

/** Reads the faults of every service that runs. Services that do not respond are returned with the reason. */
export async function askFaults({ clients, endpoints }: AskedStack, signal: AbortSignal): Promise<FaultsAnswer> {
  const services: Record<string, readonly FaultState[]> = {};
  const silent: Record<string, string> = {};
  await Promise.all(
    runningServices(endpoints).map(async (service) => {
      try {
        services[service] = await clients.faults(service).list(signal);
      } catch (error) {
        silent[service] = messageOf(error);
      }
    }),
  );
  return { services, silent };
}
