import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import { builtEntry } from '../../../../lib/paths.ts';
import { serviceNodeFlags } from '../../../components/arguments.ts';
import type { Launcher } from '../../../services/launcher.ts';
import { type LaunchedProcess, type ServicePorts, spawnOptions } from './launched.ts';
import { setNodeLink } from './set-node-link.ts';

/** Loaded into a service before its own code, which it does not change: disconnects the process from the network. */
const link = `--import=${pathToFileURL(builtEntry('stack/runtimes/embedded/launchers/node-link')).href}`;

/**
 * Starts a Node service, which sends `{type: 'ready', port, controlPort}` over its IPC channel.
 * @throws UserError `service-failed` where the service has not been built
 */
export function launchNode(
  { main }: Extract<Launcher, { kind: 'node' }>,
  env: Readonly<Record<string, string>>,
): LaunchedProcess {
  const entry = builtEntry(main);
  if (!existsSync(entry)) {
    throw new UserError(`${entry} is missing`, {
      code: 'service-failed',
      exitCode: ExitCode.bootFailed,
      hint: 'Build the project: npm run build.',
    });
  }
  const child = fork(entry, [], {
    ...spawnOptions(env),
    execArgv: [...serviceNodeFlags, link],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return {
    child,
    ready: (_, signal) =>
      new Promise((resolve, reject) => {
        child.on('message', (message: { type?: string } & ServicePorts) => {
          if (message.type === 'ready') resolve({ port: message.port, controlPort: message.controlPort });
        });
        const onAbort = (): void => reject(signal.reason as Error);
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort);
      }),
    setConnected: (connected, exited) => setNodeLink(child, exited, connected),
  };
}
