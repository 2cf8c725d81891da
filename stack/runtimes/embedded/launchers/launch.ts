import type { ServiceDescriptor } from '../../../services/service.ts';
import { launchCommand } from './command.ts';
import type { LaunchedProcess } from './launched.ts';
import { launchNode } from './node.ts';

/** Starts a service's process the way that its descriptor names. */
export function launch(service: ServiceDescriptor, env: Readonly<Record<string, string>>): LaunchedProcess {
  const { launcher } = service;
  switch (launcher.kind) {
    case 'node':
      return launchNode(launcher, env);
    case 'command':
      return launchCommand(launcher, env, service);
  }
}
