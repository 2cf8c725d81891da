import { UserError } from '../../lib/errors.ts';
import { findEnvironment } from '../../stack/python/environment.ts';
import { findPython } from '../../stack/python/find-python.ts';
import { pythonServiceNames } from '../../stack/services/index.ts';
import { type Check, ok, warn } from './check.ts';

/** Checks for Python and the packages of the services in Python, which the core does without. */
export async function checkPython(): Promise<Check> {
  const name = 'python';
  const services = pythonServiceNames.join(', ');
  try {
    const python = await findPython();
    const missing = pythonServiceNames.filter((service) => findEnvironment(service, { python }) === undefined);
    const found = `${python.version} (${python.path})`;
    if (missing.length === 0) return ok(name, `${found}; the packages of ${services} are installed`);
    return warn(
      name,
      `${found}; the packages of ${missing.join(', ')} are not installed yet`,
      'Run `sandbox prepare --all`; otherwise the first start with --services all downloads them.',
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return warn(name, error.message, `Without it ${services} is skipped in the embedded runtime. ${error.hint ?? ''}`);
  }
}
