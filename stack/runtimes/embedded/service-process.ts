import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { builtEntry, cacheFolder } from '../../../lib/paths.ts';
import { continueTree } from '../../../lib/process-tree.ts';
import type { ServiceName } from '../../components/component.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import { stopTree } from './faults/stop-tree.ts';
import { setLink } from './faults/set-link.ts';
import { serviceNodeFlags, servicePreloads } from '../../components/service-arguments.ts';
import { serviceTelemetry } from '../../components/service-telemetry.ts';

export interface ServiceOptions {
  name: ServiceName;
  /** The service's settings, as in services/README.md; nothing else of this process's environment reaches it. */
  env: Readonly<Record<string, string>>;
  onLog?: (line: string) => void;
  /** Called as soon as the process is started, before it is ready. */
  onProcess?: (process: { pid: number; name: ServiceName }) => void;
  signal?: AbortSignal;
}

/** How a service ended. */
export interface ServiceExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningService extends Interruptible {
  name: ServiceName;
  pid: number;
  port: number;
  controlPort: number;
  /** Resolves when the process is gone, whatever the reason; starting it again is the caller's decision. */
  exited: Promise<ServiceExit>;
  /** Lets it drain and send what it holds, by force after 6 s. Never rejects; safe to call twice. */
  stop(): Promise<void>;
  /** At once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The first takes the process off the network and back, without its own code knowing. */
const preloads = ['stack/runtimes/embedded/faults/service-link', ...servicePreloads].map(
  (source) => `--import=${pathToFileURL(builtEntry(source)).href}`,
);

const readyMs = 45_000;
/** A service drains for up to 3 s and then flushes for up to 2 s. */
const stopMs = 6000;

/**
 * Starts a service as a process of its own and resolves when it takes requests. Throws a UserError with exit code 4 and
 * its last lines when it did not come up; an abort rejects with the signal's reason. Either way no process is left.
 */
export async function startService({ name, env, onLog, onProcess, signal }: ServiceOptions): Promise<RunningService> {
  const entry = builtEntry(`services/${name}/main`);
  if (!existsSync(entry)) throw failure(name, `${entry} is missing`, [], 'Build the project: npm run build.');
  signal?.throwIfAborted();
  const child = fork(entry, [], {
    env: { ...inherited(), ...serviceTelemetry(name), ...env },
    execArgv: [...serviceNodeFlags, ...preloads],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C is for the sandbox, which ends its services in order.
    detached: process.platform !== 'win32',
  });
  const exited = new Promise<ServiceExit>((resolve) => {
    child.once('close', (code, signalName) => resolve({ code, signal: signalName }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const recent = collectLines(child, onLog);
  const stop = async (): Promise<void> => {
    const force = setTimeout(() => child.kill('SIGKILL'), stopMs);
    child.kill('SIGTERM');
    // One that is paused hears it when it goes on.
    if (child.pid !== undefined) continueTree(child.pid);
    await exited;
    clearTimeout(force);
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  if (child.pid !== undefined) onProcess?.({ pid: child.pid, name });
  try {
    const { port, controlPort } = await ready(child, exited, signal);
    const pid = child.pid ?? 0;
    return {
      ...{ name, pid, port, controlPort, exited, stop, kill },
      pause: () => stopTree(pid),
      resume: () => {
        continueTree(pid);
        return Promise.resolve();
      },
      disconnect: () => setLink(child, exited, false),
      reconnect: () => setLink(child, exited, true),
    };
  } catch (error) {
    await kill();
    signal?.throwIfAborted();
    throw failure(name, (error as Error).message, recent, undefined, error);
  }
}

function ready(
  child: ChildProcess,
  exited: Promise<ServiceExit>,
  signal: AbortSignal | undefined,
): Promise<{ port: number; controlPort: number }> {
  const limit = AbortSignal.timeout(readyMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  return new Promise((resolve, reject) => {
    let controlPort = 0;
    child.on('message', ({ type, port }: { type?: string; port: number }) => {
      // The control endpoint is there before the service.
      if (type === 'control') controlPort = port;
      if (type === 'ready') resolve({ port, controlPort });
    });
    child.once('error', reject);
    void exited.then(({ code, signal: by }) => reject(new Error(`it ended with ${by ?? `exit code ${code ?? '?'}`}`)));
    const late = (): void => reject(new Error(`it was not ready within ${readyMs / 1000} s`));
    // An abort from within onProcess came before this listener.
    if (either.aborted) late();
    else either.addEventListener('abort', late);
  });
}

/** Hands on each line of both outputs and keeps the last ones, for the message of a service that did not start. */
function collectLines(child: ChildProcess, onLog: ((line: string) => void) | undefined): readonly string[] {
  const recent: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input: input as Readable }).on('line', (line) => {
      recent.push(line);
      if (recent.length > 20) recent.shift();
      onLog?.(line);
    });
  }
  return recent;
}

/** The person's own OTEL_ and NODE_ settings must not change what the demonstration does. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TZ } = process.env;
  const present = Object.entries({ PATH, SystemRoot, TZ }).filter(([, value]) => value !== undefined);
  // From Node 22 on, compiled code is kept between starts; earlier ones ignore it.
  return { ...Object.fromEntries(present), NODE_COMPILE_CACHE: join(cacheFolder(), 'compile-cache') };
}

function failure(
  name: ServiceName,
  reason: string,
  details: readonly string[],
  hint?: string,
  cause?: unknown,
): UserError {
  return new UserError(`The service ${name} could not be started: ${reason}`, {
    code: 'service-failed',
    exitCode: ExitCode.bootFailed,
    details,
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}
