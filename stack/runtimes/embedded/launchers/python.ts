import { pythonFolder } from '../../../python/requirements.ts';
import type { Launcher } from '../../../services/launcher.ts';
import type { ServiceDescriptor } from '../../../services/service.ts';
import { launchCommand } from './command.ts';
import type { LaunchedProcess } from './launched.ts';

/** Starts a Python service with the interpreter of its environment, which has its packages. */
export function launchPython(
  { module }: Extract<Launcher, { kind: 'python' }>,
  env: Readonly<Record<string, string>>,
  service: Pick<ServiceDescriptor, 'name' | 'healthPath'>,
  interpreter: string | undefined,
): LaunchedProcess {
  if (interpreter === undefined) throw new Error(`the environment of ${service.name} was not prepared`);
  const variables = {
    ...env,
    EXIT_WITH_PARENT: 'true',
    // The package's folder may be read-only; compiling the few modules of the service costs little.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
  };
  return launchCommand({ kind: 'command', command: [interpreter, '-m', module] }, variables, {
    ...service,
    folder: pythonFolder(service.name),
  });
}
