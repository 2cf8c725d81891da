import type Dockerode from 'dockerode';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { type DaemonAddress, daemonAddress } from './daemon-address.ts';
import { type DockerEndpoint, dockerEndpoints } from './endpoint.ts';

/** The daemon of this machine that answered. */
export interface DockerConnection {
  docker: Dockerode;
  /** Its address as in DOCKER_HOST. */
  host: string;
  /** The environment with which the docker command uses this daemon. */
  env: Record<string, string>;
  version: string;
  apiVersion: string;
}

export interface ConnectOptions {
  env?: NodeJS.ProcessEnv;
  /** How long a daemon may take to answer, 5 s by default: a busy one is slow, an absent one refuses at once. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Docker 20.10, of December 2020: what older ones lack (health conditions, one-shot statistics) is needed. */
export const oldestApi = '1.41';

interface Answer {
  Version: string;
  ApiVersion: string;
}

/**
 * Finds the Docker daemon of this machine and asks it for its version.
 * @throws UserError (exit code 4) with each endpoint and its problem: no listener, no permission, too old, another
 * machine.
 */
export async function connectDocker(options: ConnectOptions = {}): Promise<DockerConnection> {
  const { env = process.env, timeoutMs = 5_000, signal } = options;
  const failures: { endpoint: DockerEndpoint; error: unknown }[] = [];
  for (const endpoint of dockerEndpoints(env)) {
    const address = daemonAddress(endpoint);
    let answer: Answer;
    try {
      const limit = AbortSignal.timeout(timeoutMs);
      answer = await askVersion(address, signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      signal?.throwIfAborted();
      failures.push({ endpoint, error });
      continue;
    }
    if (isOlder(answer.ApiVersion, oldestApi)) throw tooOld(endpoint, answer);
    return {
      docker: await openClient(address),
      host: endpoint.host,
      env: commandEnvironment(endpoint),
      version: answer.Version,
      apiVersion: answer.ApiVersion,
    };
  }
  throw unreachable(failures, timeoutMs);
}

/** Whether a version `1.2.3` comes before another; only major and minor are compared, a missing part is 0. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = than.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}

async function askVersion(address: DaemonAddress, signal: AbortSignal): Promise<Answer> {
  const { protocol, ...where } = address;
  const request = protocol === 'https' ? httpsRequest : httpRequest;
  const outgoing = request({ ...where, path: '/version', agent: false, signal });
  // Once the answer has begun, an abort is only reported here.
  outgoing.on('error', () => undefined).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = (await json(response).catch(() => ({}))) as Partial<Answer> & { message?: string };
  if (response.statusCode === 200 && body.Version !== undefined && body.ApiVersion !== undefined) {
    return { Version: body.Version, ApiVersion: body.ApiVersion };
  }
  throw new Error(`GET /version -> ${response.statusCode ?? 0} ${body.message ?? ''}`.trimEnd());
}

/** Loaded only now: loading it takes longer than finding out that there is no daemon. */
async function openClient({ protocol, ...where }: DaemonAddress): Promise<Dockerode> {
  const { default: Docker } = await import('dockerode');
  // Given one by one, as the library takes what is left out from the environment.
  const none = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return new Docker({ ...none, protocol, ...where });
}

function commandEnvironment({ host, certificates }: DockerEndpoint): Record<string, string> {
  if (certificates === undefined) return { DOCKER_HOST: host };
  return { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates };
}

function tooOld({ host }: DockerEndpoint, { Version, ApiVersion }: Answer): UserError {
  return new UserError(
    `The Docker daemon at ${host} is too old: it is ${Version} with API ${ApiVersion}, and API ${oldestApi} is needed.`,
    {
      code: 'docker-too-old',
      exitCode: ExitCode.bootFailed,
      hint: 'Install Docker 20.10 or newer, or use --runtime embedded.',
    },
  );
}

function unreachable(failures: readonly { endpoint: DockerEndpoint; error: unknown }[], timeoutMs: number): UserError {
  const denied = failures.find(({ error }) => ['EACCES', 'EPERM'].includes(codeOf(error)));
  const details = failures.map(({ endpoint, error }) => `${where(endpoint)}: ${reasonOf(error, timeoutMs)}`);
  if (denied) {
    return new UserError(`No permission to use the Docker daemon at ${where(denied.endpoint)}.`, {
      code: 'docker-permission',
      exitCode: ExitCode.bootFailed,
      details,
      hint:
        'Add yourself to the group that owns the socket (`sudo usermod -aG docker $USER`) and log in again, ' +
        'install rootless Docker, or use --runtime embedded.',
    });
  }
  return new UserError('No Docker daemon answers.', {
    code: 'docker-unreachable',
    exitCode: ExitCode.bootFailed,
    details,
    hint: 'Start Docker (`sudo systemctl start docker`, or Docker Desktop), or use --runtime embedded.',
    cause: failures[0]?.error,
  });
}

const where = ({ host, from }: DockerEndpoint): string => (from === undefined ? host : `${host} (from ${from})`);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function reasonOf(error: unknown, timeoutMs: number): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'no such socket';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) {
    return `no answer within ${formatDuration(timeoutMs)}`;
  }
  return messageOf(error);
}
