import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import { builtEntry } from '../../../../lib/paths.ts';
import { serviceNodeFlags, servicePreloads } from '../../../components/arguments.ts';
import type { Launcher } from '../../../services/launcher.ts';
import { type LaunchedProcess, spawnOptions } from './launched.ts';
import { setNodeLink } from './set-node-link.ts';

/** Loaded into a service before its own code. The first disconnects the process from the network without that code's knowledge. */
const preloads = (['stack/runtimes/embedded/launchers/node-link', ...servicePreloads] as const).map(
  (source) => `--import=${pathToFileURL(builtEntry(source)).href}`,
);

/**
 * Starts a Node service, which sends `{type: 'control', port}` and `{type: 'ready', port}` over its IPC channel.
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
    execArgv: [...serviceNodeFlags, ...preloads],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return {
    child,
    ready: (_, signal) =>
      new Promise((resolve, reject) => {
        let controlPort = 0;
        child.on('message', ({ type, port }: { type?: string; port: number }) => {
          // The control endpoint listens before the service.
          if (type === 'control') controlPort = port;
          if (type === 'ready') resolve({ port, controlPort });
        });
        const onAbort = (): void => reject(signal.reason as Error);
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort);
      }),
    setConnected: (connected, exited) => setNodeLink(child, exited, connected),
  };
}
