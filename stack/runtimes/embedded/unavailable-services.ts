import { UserError } from '../../../lib/errors.ts';
import { findPython } from '../../python/find-python.ts';
import { pythonServiceNames, type ServiceName } from '../../services/index.ts';

/** Those of some services that cannot run on this machine, with the reason. */
export async function unavailableServices(names: readonly ServiceName[]): Promise<Map<ServiceName, UserError>> {
  const python = names.filter((name) => pythonServiceNames.includes(name));
  if (python.length === 0) return new Map();
  try {
    await findPython();
    return new Map();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map(python.map((name) => [name, error]));
  }
}
