import type { ServiceDescriptor } from '../../../services/service.ts';
import { launchCommand } from './command.ts';
import type { LaunchedProcess } from './launched.ts';
import { launchNode } from './node.ts';
import { launchPython } from './python.ts';

/** Starts a service's process the way that its descriptor names; `interpreter` is that of a Python service. */
export function launch(
  service: ServiceDescriptor,
  env: Readonly<Record<string, string>>,
  interpreter?: string,
): LaunchedProcess {
  const { launcher } = service;
  switch (launcher.kind) {
    case 'node':
      return launchNode(launcher, env);
    case 'command':
      return launchCommand(launcher, env, service);
    case 'wasm':
      throw new Error(`${service.name} is no process`);
    case 'python':
      return launchPython(launcher, env, service, interpreter);
  }
}
