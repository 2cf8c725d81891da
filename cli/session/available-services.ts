import { UserError } from '../../lib/errors.ts';
import type { RuntimeKind } from '../../stack/runtimes/runtime.ts';
import type { ServiceName } from '../../stack/services/index.ts';

/** Those of some services that cannot run on this machine, with the reason; in containers each can. */
async function unavailableOn(
  runtime: RuntimeKind,
  services: readonly ServiceName[],
): Promise<ReadonlyMap<ServiceName, UserError>> {
  if (runtime !== 'embedded') return new Map();
  const { unavailableServices } = await import('../../stack/runtimes/embedded/unavailable-services.ts');
  return unavailableServices(services);
}

/** The services that can run on this machine; each of the others is skipped with a notice. */
export async function availableServices(
  services: readonly ServiceName[],
  runtime: RuntimeKind,
  onNotice: (text: string) => void,
): Promise<readonly ServiceName[]> {
  const unavailable = await unavailableOn(runtime, services);
  for (const [name, { message, hint = '' }] of unavailable) onNotice(`${name} is skipped. ${message} ${hint}`.trim());
  return services.filter((name) => !unavailable.has(name));
}

/** @throws UserError with the reason, such as `python-missing`, where one of the services cannot run on this machine */
export async function requireAvailable(services: readonly ServiceName[], runtime: RuntimeKind): Promise<void> {
  const unavailable = await unavailableOn(runtime, services);
  const [reason] = unavailable.values();
  if (!reason) return;
  const { message, code, exitCode, hint = '' } = reason;
  throw new UserError(`${[...unavailable.keys()].join(', ')} cannot run on this machine. ${message}`, {
    ...{ code, exitCode, cause: reason },
    hint: `${hint} Or use --runtime docker.`.trim(),
  });
}
