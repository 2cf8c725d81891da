import { join } from 'node:path';
import { defined } from '../../../../lib/defined.ts';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { messageOf, UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import { cacheFolder } from '../../../../lib/paths.ts';
import { findFreePorts } from '../../../components/free-ports.ts';
import { serverAccount } from './account.ts';
import { usableBinaries } from './binaries.ts';
import { type DataFolder, databaseName, makeDataFolder, removeTemplate, user } from './data-folder.ts';
import { findPostgresPackage } from './package-folder.ts';
import { EndedEarly, spawnServer, type Exit, type ServerProcess, type ServerProcessOptions } from './server-process.ts';
import { workFolderFor } from './work-folder.ts';

export interface PostgresOptions extends ServerOptions {
  /** A folder of this run; the data folder is made in it. */
  folder: string;
  /** Where a fresh data folder is kept between runs. */
  cache?: string;
}

export interface ServerOptions {
  /** 0, the default, takes any that is free. */
  port?: number;
  onLog?: (line: string) => void;
  /** Called as soon as the server is started, before it is ready. */
  onProcess?: (process: { pid: number; name: 'postgres' }) => void;
  signal?: AbortSignal;
}

export interface RunningPostgres {
  /** `postgres://...`, with user, password and database. */
  url: string;
  port: number;
  pid: number;
  /** The last lines of its log, oldest first. */
  recentLog: readonly string[];
  exited: Promise<Exit>;
  /** Fast shutdown, by force after 3 s. Never rejects; safe to call twice. */
  stop(): Promise<void>;
  /** At once; what it had not written is lost. Never rejects. */
  kill(): Promise<void>;
}

/** A database without its server: started on it, stopped and started again, it finds what was written before. */
export interface PostgresHome {
  /** As of a server on this port. */
  url(port: number): string;
  /**
   * Listens on 127.0.0.1 only, and resolves when it accepts connections; on failure or abort nothing is left running.
   */
  start(options: ServerOptions): Promise<RunningPostgres>;
  remove(): Promise<void>;
}

const readyMs = 30_000;
const stopMs = 3000;
const portTries = 5;
/** As PostgreSQL and the C library call it. */
const diskFull = 'No space left on device';

/**
 * Makes an empty database. Throws a UserError with exit code 4 that says why it could not; an abort rejects with the
 * signal's reason.
 */
export async function preparePostgres({
  folder,
  cache,
  signal,
}: Pick<PostgresOptions, 'folder' | 'cache' | 'signal'>): Promise<PostgresHome> {
  const installed = await findPostgresPackage();
  const account = await serverAccount();
  const work = await workFolderFor(folder, account);
  const remove = (): Promise<void> => work.remove().catch(() => undefined);
  try {
    const binaries = await usableBinaries(installed, { account, folder: work.path, signal });
    // The number is the version of initdb's arguments; other arguments need another template.
    const template = join(cache ?? cacheFolder(), 'postgres', `${installed.version}-1`);
    const make = (password?: string): Promise<DataFolder> =>
      makeDataFolder({ binaries, account, folder: work.path, template, password, signal });
    let data = await make();
    const url = (port: number): string => `postgres://${user}:${data.password}@127.0.0.1:${port}/${databaseName}`;
    return {
      url,
      remove,
      async start(options) {
        const common = { binaries, account, cwd: work.path, dataFolder: data.path, onLog: options.onLog };
        // The first start shows whether the copy of the template is usable.
        const isFirstOfCopy = data.copied;
        data = { ...data, copied: false };
        const startAgain = async (error: unknown): ReturnType<typeof startOnPort> => {
          if (!isFirstOfCopy || options.signal?.aborted || !endedEarly(error)) throw error;
          options.onLog?.(`${template} is damaged (${messageOf(error)}): it is removed, and a new database is made`);
          await removeTemplate(template);
          // Services may have been given the password by now.
          data = await make(data.password);
          return startOnPort(common, options);
        };
        const started = startOnPort(common, options).catch(startAgain);
        const { server, port } = await started.catch((error: unknown) => {
          throw explained(error, options.signal);
        });
        const { pid, exited, recentLog } = server;
        let stopping: Promise<void> | undefined;
        const stop = (): Promise<void> => (stopping ??= server.stop(stopMs));
        return { url: url(port), port, pid, recentLog, exited, stop, kill: () => server.kill(stopMs) };
      },
    };
  } catch (error) {
    await remove();
    throw explained(error, signal);
  }
}

/**
 * Starts a native PostgreSQL server with an empty database: `preparePostgres` and its `start`, for a server that is
 * started once.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const home = await preparePostgres(options);
  try {
    const server = await home.start(options);
    return { ...server, stop: () => server.stop().then(() => home.remove()) };
  } catch (error) {
    await home.remove();
    throw error;
  }
}

/** The server found its files unusable, rather than too little time or no port. */
function endedEarly(error: unknown): boolean {
  if (!(error instanceof UserError && error.cause instanceof EndedEarly)) return false;
  return error.code === 'postgres-failed' && !error.details.some((line) => line.includes(diskFull));
}

/** The reason of the abort where there is one, else the failure. */
function explained(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof UserError) return error;
  return failure(`PostgreSQL could not be started: ${messageOf(error)}`, [], error);
}

/**
 * A free port can be taken between its choice and its use, so that a chosen one is chosen again; a given one is not.
 */
async function startOnPort(
  common: Omit<ServerProcessOptions, 'port'>,
  { port: wanted = 0, onProcess, signal }: ServerOptions,
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
    const late = (): void => reject(new Error(`it did not accept connections within ${formatDuration(readyMs)}`));
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
  const isFull = [message, ...details].some((line) => line.includes(diskFull));
  const hint = isFull ? 'Make room on the disk, or set TMPDIR to a folder on another.' : undefined;
  const base = { code: 'postgres-failed', exitCode: ExitCode.bootFailed, details, cause };
  return new UserError(message, { ...base, ...defined({ hint }) });
}
