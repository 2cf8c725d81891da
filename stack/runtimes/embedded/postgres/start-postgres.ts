import { join } from 'node:path';
import { messageOf, UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import { cacheFolder } from '../../../../lib/paths.ts';
import { findFreePorts } from '../../../components/ports.ts';
import { serverAccount } from './account.ts';
import { usableBinaries } from './binaries.ts';
import { databaseName, makeDataFolder, user } from './data-folder.ts';
import { findPostgresPackage } from './package-folder.ts';
import { spawnServer, type Exit, type ServerProcess, type ServerProcessOptions } from './server-process.ts';
import { workFolderFor } from './work-folder.ts';

export interface PostgresOptions {
  /** A folder of this run; the data folder is made in it. */
  folder: string;
  /** 0, the default, takes any that is free. */
  port?: number;
  onLog?: (line: string) => void;
  /** Called as soon as the server is started, before it is ready. */
  onProcess?: (process: { pid: number; name: 'postgres' }) => void;
  signal?: AbortSignal;
  /** Where a fresh data folder is kept between runs. */
  cache?: string;
}

export interface RunningPostgres {
  /** `postgres://...`, with user, password and database. */
  url: string;
  port: number;
  pid: number;
  exited: Promise<Exit>;
  /** Fast shutdown, by force after 3 s. Never rejects; safe to call twice. */
  stop(): Promise<void>;
}

const readyMs = 30_000;
const stopMs = 3000;
const portTries = 5;

/**
 * Starts a native PostgreSQL server with an empty database, on 127.0.0.1 only, and resolves when it accepts connections.
 * Throws a UserError with exit code 4 that says why it did not start; an abort rejects with the signal's reason. Either
 * way nothing is left running.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { folder, signal } = options;
  const installed = await findPostgresPackage();
  const account = await serverAccount();
  const work = await workFolderFor(folder, account);
  try {
    const binaries = await usableBinaries(installed, { account, folder: work.path, signal });
    // The number is the form of what initdb is told; another form is another template.
    const template = join(options.cache ?? cacheFolder(), 'postgres', `${installed.version}-1`);
    const data = await makeDataFolder({ binaries, account, folder: work.path, template, signal });
    const common = { binaries, account, cwd: work.path, dataFolder: data.path, onLog: options.onLog };
    const { server, port } = await startOnPort(common, options);
    let stopping: Promise<void> | undefined;
    return {
      url: `postgres://${user}:${data.password}@127.0.0.1:${port}/${databaseName}`,
      port,
      pid: server.pid,
      exited: server.exited,
      stop: () => (stopping ??= server.stop(stopMs).then(() => work.remove().catch(() => undefined))),
    };
  } catch (error) {
    await work.remove();
    signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw failure(`PostgreSQL could not be started: ${messageOf(error)}`, [], error);
  }
}

/** A free port can be taken between its choice and its use, so that a chosen one is chosen again; a given one is not. */
async function startOnPort(
  common: Omit<ServerProcessOptions, 'port'>,
  { port: wanted = 0, onProcess, signal }: PostgresOptions,
): Promise<{ server: ServerProcess; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const [port = wanted] = wanted === 0 ? await findFreePorts(1) : [];
    signal?.throwIfAborted();
    const server = await spawnServer({ ...common, port });
    onProcess?.({ pid: server.pid, name: 'postgres' });
    try {
      await ready(server, signal);
      return { server, port };
    } catch (error) {
      await server.stop(stopMs);
      signal?.throwIfAborted();
      const isTaken = server.recentLog.some((line) => line.includes('Address already in use'));
      if (isTaken && wanted === 0 && tries < portTries) continue;
      if (isTaken && wanted !== 0) throw portTaken(port, error);
      throw failure(`PostgreSQL did not become ready on port ${port}: ${messageOf(error)}`, server.recentLog, error);
    }
  }
}

async function ready(server: ServerProcess, signal: AbortSignal | undefined): Promise<void> {
  const limit = AbortSignal.timeout(readyMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  await new Promise<void>((resolve, reject) => {
    const late = (): void => reject(new Error(`it did not accept connections within ${readyMs / 1000} s`));
    // An abort from within onProcess came before this listener.
    if (either.aborted) late();
    else either.addEventListener('abort', late);
    server.accepting.then(resolve, reject);
  });
}

function portTaken(port: number, cause: unknown): UserError {
  return new UserError(`PostgreSQL could not be started: port ${port} of 127.0.0.1 is taken`, {
    code: 'port-taken',
    exitCode: ExitCode.bootFailed,
    hint: 'Stop what listens there, or use --ports auto.',
    cause,
  });
}

function failure(message: string, details: readonly string[], cause: unknown): UserError {
  return new UserError(message, { code: 'postgres-failed', exitCode: ExitCode.bootFailed, details, cause });
}
