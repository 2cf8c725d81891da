import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { fromSentError } from '../../lib/sent-error.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { builtEntry } from '../../lib/paths.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import { inStateFolder } from '../../stack/session/state-folder.ts';
import { alreadyRunning } from '../../stack/session/session-error.ts';
import type { Context } from '../context.ts';
import { resolveConfigFolder } from './config-folder.ts';
import { daemonLogFile } from './daemon-log.ts';
import type { DaemonMessage, DaemonOptions } from './daemon-protocol.ts';
import type { SandboxObserver } from './start-sandbox.ts';

export interface StartedDaemon {
  record: SessionRecord;
  logFile: string;
}

/**
 * Starts a sandbox in a background process and waits until it is ready. Rejects like a boot in this process. An interrupt
 * is forwarded, and the teardown is complete before this rejects.
 */
export async function startDaemon(
  options: DaemonOptions,
  { state, lifetime }: Pick<Context, 'state' | 'lifetime'>,
  observer: SandboxObserver,
): Promise<StartedDaemon> {
  lifetime.watch();
  // Checked first: opening the log would truncate that of the running sandbox.
  const running = runningRecord(state);
  if (running) throw alreadyRunning(state, running.owner.pid);
  const config = options.config === undefined ? {} : { config: resolveConfigFolder(options.config) };

  const logFile = daemonLogFile(state);
  const log = inStateFolder(state, () => {
    makeFolder(state);
    return openSync(logFile, 'w', 0o600);
  });
  const child = fork(builtEntry('cli/session/daemon'), [JSON.stringify({ ...options, ...config })], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);

  const interrupt = (): void => void child.kill('SIGTERM');
  lifetime.signal.addEventListener('abort', interrupt);
  const disown = lifetime.own({ stop: () => end(child), kill: () => void child.kill('SIGKILL') });
  try {
    const record = await readiness(child, observer, logFile);
    return { record, logFile };
  } catch (error) {
    lifetime.signal.throwIfAborted();
    throw error;
  } finally {
    lifetime.signal.removeEventListener('abort', interrupt);
    disown();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** Resolves when the process reports that it is ready; rejects only after the process has exited. */
function readiness(child: ChildProcess, observer: SandboxObserver, logFile: string): Promise<SessionRecord> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    child.on('message', (message: DaemonMessage) => {
      if (message.type === 'component') observer.onComponent(message.event);
      else if (message.type === 'notice') observer.onNotice(message.text);
      else if (message.type === 'ready') resolve(message.record);
      else failure = fromSentError(message.error);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      const how = signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`;
      reject(
        failure ??
          new UserError(`The background sandbox exited ${how} before it was ready.`, {
            code: 'daemon-ended',
            exitCode: ExitCode.bootFailed,
            hint: `See ${logFile}.`,
          }),
      );
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((ended) => {
    child.once('exit', () => ended());
    // False if it has already exited.
    if (!child.kill('SIGTERM')) ended();
  });
}
