import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';

/** Where a Docker daemon may listen, and the setting that names it. */
export interface DockerEndpoint {
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://127.0.0.1:2375`. */
  host: string;
  /** For messages: `DOCKER_HOST`, `the Docker context "x"`; undefined for the usual places. */
  from?: string;
  /** A folder with ca.pem, cert.pem and key.pem, where the daemon asks for TLS. */
  certificates?: string;
}

interface ContextMeta {
  Endpoints?: { docker?: { Host?: string } };
}

/**
 * Where to look for the daemon, in the order in which the docker command decides: DOCKER_HOST, DOCKER_CONTEXT, the
 * current context of its configuration; and where none of these is set, the sockets of an ordinary, a rootless
 * and a Docker Desktop installation. Source: https://docs.docker.com/engine/manage-resources/contexts/
 */
export function dockerEndpoints(env: NodeJS.ProcessEnv = process.env): DockerEndpoint[] {
  if (env.DOCKER_HOST) {
    const host = env.DOCKER_HOST.includes('://') ? env.DOCKER_HOST : `tcp://${env.DOCKER_HOST}`;
    const certificates = env.DOCKER_TLS_VERIFY ? (env.DOCKER_CERT_PATH ?? configurationFolder(env)) : undefined;
    return [{ host, from: 'DOCKER_HOST', ...defined({ certificates }) }];
  }
  const context = env.DOCKER_CONTEXT || currentContext(env);
  return context === undefined || context === 'default' ? usualEndpoints(env) : [contextEndpoint(context, env)];
}

function configurationFolder(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME ?? homedir(), '.docker');
}

function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(configurationFolder(env), 'config.json');
  const { currentContext } = (readJson(file) ?? {}) as { currentContext?: string };
  return currentContext || undefined;
}

/** A context is kept in a folder named by the SHA-256 of its name. */
function contextEndpoint(name: string, env: NodeJS.ProcessEnv): DockerEndpoint {
  const contexts = join(configurationFolder(env), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(contexts, 'meta', id, 'meta.json')) as ContextMeta | undefined;
  const host = meta?.Endpoints?.docker?.Host;
  if (!host) {
    throw new UserError(`The Docker context "${name}" ${meta ? 'names no daemon' : 'does not exist'}.`, {
      code: 'docker-context',
      exitCode: ExitCode.bootFailed,
      hint: 'See `docker context ls`; `docker context use default` takes the daemon of this machine.',
    });
  }
  const certificates = join(contexts, 'tls', id, 'docker');
  return { host, from: `the Docker context "${name}"`, ...(existsSync(certificates) ? { certificates } : {}) };
}

function usualEndpoints(env: NodeJS.ProcessEnv): DockerEndpoint[] {
  if (process.platform === 'win32') return [{ host: 'npipe:////./pipe/docker_engine' }];
  const home = env.HOME ?? homedir();
  const sockets = [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
  ];
  return sockets.map((path) => ({ host: `unix://${path}` }));
}

/** Undefined for a file that is not there. */
function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON.`, {
      code: 'docker-context',
      exitCode: ExitCode.bootFailed,
      hint: 'Fix the file, which the docker command reads too, or set DOCKER_HOST.',
      cause,
    });
  }
}
