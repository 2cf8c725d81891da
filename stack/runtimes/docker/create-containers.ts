import { execa } from 'execa';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { packageRoot } from '../../../lib/paths.ts';
import { type ComponentName, componentNames } from '../../components/component.ts';
import type { DockerConnection } from '../../docker/connect.ts';
import { composeProject, listProject } from '../../docker/project.ts';
import { composeFile } from '../../images/pinned.ts';
import type { BootOptions } from '../runtime.ts';

export interface CreateOptions {
  connection: DockerConnection;
  session: string;
  /** What docker-compose.yml leaves open; see there. */
  variables: Readonly<Record<string, string>>;
  onProcess: BootOptions['onProcess'];
  signal: AbortSignal;
}

/** Longer than compose takes to make everything on a busy machine; its own requests have no limit. */
const createLimitMs = 120_000;
/** How long an interrupted compose may go on: it is let finish, as what it has asked the daemon for would be made behind our back. */
const interruptedLimitMs = 20_000;

/**
 * Has `docker compose` make the network and every container, and starts none: who starts them can say when each did, and why one did not.
 * Answers the container of each component. After an abort compose has ended when this rejects.
 */
export async function createContainers(options: CreateOptions): Promise<Map<ComponentName, string>> {
  const { connection, session, signal } = options;
  await compose(options);
  signal.throwIfAborted();
  const parts = await listProject(connection.docker, session);
  const containers = new Map<ComponentName, string>();
  for (const { kind, id, service } of parts) {
    const name = componentNames.find((one) => one === service);
    if (kind === 'container' && name !== undefined) containers.set(name, id);
  }
  const missing = componentNames.filter((name) => !containers.has(name));
  if (missing.length === 0) return containers;
  // Compose leaves containers alone that are there already.
  throw new UserError(`Containers of the stack "${composeProject}" were made by somebody else at the same moment.`, {
    code: 'docker-project-taken',
    exitCode: ExitCode.bootFailed,
    details: [`not ours: ${missing.join(', ')}`],
    hint: `See \`docker compose -p ${composeProject} ps --all\`, and try again once they are gone.`,
  });
}

async function compose({ connection, variables, onProcess, signal }: CreateOptions): Promise<void> {
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
    force = setTimeout(() => child.kill('SIGKILL'), interruptedLimitMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const result = await child;
  clearTimeout(force);
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (result.exitCode !== 0) throw failure(result.timedOut, result.all, result.exitCode);
}

/** The person's own settings for compose (COMPOSE_FILE, COMPOSE_PROFILES, SANDBOX_...) must not change what is made. */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'XDG_RUNTIME_DIR', 'DOCKER_CONFIG'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function failure(timedOut: boolean, output: string, exitCode: number | undefined): UserError {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => /error|cannot|failed/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  const how = timedOut
    ? `had not ended after ${formatDuration(createLimitMs)}`
    : `ended with exit code ${exitCode ?? 'unknown'}`;
  return new UserError(`The containers could not be made: \`docker compose create\` ${how}: ${said.trim()}`, {
    code: 'compose-failed',
    exitCode: ExitCode.bootFailed,
    details: lines.slice(-10),
    hint: '`sandbox doctor` says what this machine lacks; --runtime embedded needs no Docker.',
  });
}
