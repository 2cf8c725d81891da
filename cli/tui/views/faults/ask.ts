import { messageOf } from '../../../../lib/errors.ts';
import { serviceNames } from '../../../../stack/services/index.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import type { AskedStack } from '../../view.ts';
import type { FaultsAnswer } from './slice.ts';

/** The faults of every service; one that does not answer is told beside those that do. */
export async function askFaults({ clients }: AskedStack, signal: AbortSignal): Promise<FaultsAnswer> {
  const services: Record<string, readonly FaultState[]> = {};
  const silent: Record<string, string> = {};
  await Promise.all(
    serviceNames.map(async (service) => {
      try {
        services[service] = await clients.faults(service).list(signal);
      } catch (error) {
        silent[service] = messageOf(error);
      }
    }),
  );
  return { services, silent };
}
