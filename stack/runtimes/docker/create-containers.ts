import { execa } from 'execa';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { packageRoot } from '../../../lib/paths.ts';
import type { ComponentName } from '../../components/component.ts';
import type { DockerConnection } from '../../docker/connect.ts';
import { composeProject, listProject } from '../../docker/project.ts';
import { composeFile } from '../../images/pinned.ts';
import type { BootOptions } from '../runtime.ts';

export interface CreateOptions {
  connection: DockerConnection;
  session: string;
  components: readonly ComponentName[];
  /** The variables of docker-compose.yml. */
  variables: Readonly<Record<string, string>>;
  onProcess: BootOptions['onProcess'];
  signal: AbortSignal;
}

/** Longer than compose takes to create everything on a busy machine; its own requests have no limit. */
const createLimitMs = 120_000;
/**
 * How long an interrupted compose may continue: what it has requested from the daemon would still be created after its
 * end.
 */
const interruptedLimitMs = 20_000;

/**
 * Lets `docker compose` create the network and every container without starting any, so that each start can be
 * observed. Returns the container of each component. After an abort compose has ended when this rejects.
 */
export async function createContainers(options: CreateOptions): Promise<Map<ComponentName, string>> {
  const { connection, session, components, signal } = options;
  await compose(options);
  signal.throwIfAborted();
  const parts = await listProject(connection.docker, session);
  const containers = new Map<ComponentName, string>();
  for (const { kind, id, service } of parts) {
    const name = components.find((one) => one === service);
    if (kind === 'container' && name !== undefined) containers.set(name, id);
  }
  const missing = components.filter((name) => !containers.has(name));
  if (missing.length === 0) return containers;
  // Compose does not change containers that exist already.
  throw new UserError(
    `Containers of the stack "${composeProject}" were created by another process at the same moment.`,
    {
      code: 'docker-project-taken',
      exitCode: ExitCode.bootFailed,
      details: [`not ours: ${missing.join(', ')}`],
      hint: `See \`docker compose -p ${composeProject} ps --all\`, and try again once they are gone.`,
    },
  );
}

async function compose({ connection, components, variables, onProcess, signal }: CreateOptions): Promise<void> {
  const args = [
    'compose',
    '-f',
    composeFile,
    '-p',
    composeProject,
    '--progress',
    'plain',
    'create',
    '--no-build',
    '--no-recreate',
    // Also activates the profiles of these services.
    ...components,
  ];
  const child = execa('docker', args, {
    env: { ...inherited(), ...connection.env, ...variables },
    ...{ extendEnv: false, cwd: packageRoot, stdin: 'ignore', all: true, reject: false, timeout: createLimitMs },
    // A process group of its own: Ctrl-C is for the sandbox.
    detached: process.platform !== 'win32',
    cleanup: true,
  });
  if (child.pid !== undefined) onProcess?.({ pid: child.pid, name: 'docker compose' });
  let force: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    force = setTimeout(() => killWithPlugin(child), interruptedLimitMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const result = await child;
  clearTimeout(force);
  signal.removeEventListener('abort', onAbort);
  if (result.timedOut) killWithPlugin(child);
  signal.throwIfAborted();
  if (result.exitCode !== 0) throw failure(result.timedOut, result.all, result.exitCode);
}

/** Compose is a child of the docker command, in a process group of their own. */
function killWithPlugin(child: { pid?: number; kill: (signal: NodeJS.Signals) => boolean }): void {
  if (child.pid === undefined || process.platform === 'win32') return void child.kill('SIGKILL');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Both have ended.
  }
}

/**
 * The user's own settings for compose (COMPOSE_FILE, COMPOSE_PROFILES, SANDBOX_...) must not change what is created.
 */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'XDG_RUNTIME_DIR', 'DOCKER_CONFIG'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function failure(timedOut: boolean, output: string, exitCode: number | undefined): UserError {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const message = lines.findLast((line) => /error|cannot|failed/i.test(line)) ?? lines.at(-1) ?? 'no output';
  const how = timedOut
    ? `had not ended after ${formatDuration(createLimitMs)}`
    : `ended with exit code ${exitCode ?? 'unknown'}`;
  return new UserError(`The containers could not be created: \`docker compose create\` ${how}: ${message.trim()}`, {
    code: 'compose-failed',
    exitCode: ExitCode.bootFailed,
    details: lines.slice(-10),
    hint: 'Check this machine with `sandbox doctor`, or use --runtime embedded, which needs no Docker.',
  });
}
