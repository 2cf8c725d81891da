import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { DockerEndpoint } from './endpoint.ts';

/** What Node's http client needs to reach a daemon. */
export type DaemonAddress =
  | { protocol: 'http'; socketPath: string }
  | { protocol: 'http'; host: string; port: number }
  | { protocol: 'https'; host: string; port: number; ca: Buffer; cert: Buffer; key: Buffer };

/**
 * The address of a daemon of this machine.
 * @throws UserError (exit code 4) for one elsewhere: it could neither mount this machine's configuration nor publish a
 * port on its 127.0.0.1.
 */
export function daemonAddress({ host, from, certificates }: DockerEndpoint): DaemonAddress {
  const path = /^(?:unix|npipe):\/\/(.+)$/.exec(host)?.[1];
  if (path !== undefined) return { protocol: 'http', socketPath: path };
  const url = URL.canParse(host) ? new URL(host) : undefined;
  const source = from ?? 'the default';
  if (!url || !['tcp:', 'http:', 'https:', 'ssh:'].includes(url.protocol) || url.hostname === '') {
    throw unusable(`${source} is ${host}, which is not an address of a Docker daemon.`, 'docker-address');
  }
  if (url.protocol === 'ssh:' || !isLoopback(url.hostname)) {
    throw unusable(
      `The Docker daemon of ${source}, ${host}, is on another machine. ` +
        `It cannot mount this machine's configuration or publish ports on it.`,
      'docker-remote',
    );
  }
  const at = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (certificates ? 2376 : 2375) };
  if (certificates === undefined) return { protocol: 'http', ...at };
  const read = (name: string): Buffer => readCertificate(join(certificates, name));
  return { protocol: 'https', ...at, ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);

function readCertificate(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unusable(`The Docker daemon asks for TLS, and ${file} cannot be read.`, 'docker-certificates', cause);
  }
}

function unusable(message: string, code: string, cause?: unknown): UserError {
  return new UserError(message, {
    code,
    exitCode: ExitCode.bootFailed,
    hint: 'Take the daemon of this machine (`docker context use default`, DOCKER_HOST unset), or --runtime embedded.',
    cause,
  });
}
