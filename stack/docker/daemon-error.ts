import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { abortable } from './daemon-requests.ts';
import type { DockerConnection } from './connect.ts';

/** The daemon's message about a request that it rejected, without the text that the library adds. */
function messageFrom(error: unknown): string {
  const { json } = error as { json?: { message?: string } };
  return (json?.message ?? messageOf(error)).trim();
}

/** `what` failed; the message is the daemon's. */
export function refused(what: string, error: unknown): UserError {
  return new UserError(`${what}: ${messageFrom(error)}`, {
    code: 'docker-refused',
    exitCode: ExitCode.bootFailed,
    hint: '`sandbox doctor` checks this machine for what Docker needs.',
    cause: error,
  });
}

/** The error of a failed boot where its cause is that the daemon no longer answers; else undefined. */
export async function daemonGone({ docker, host }: DockerConnection, cause: unknown): Promise<UserError | undefined> {
  try {
    await abortable(docker.ping(), AbortSignal.timeout(3_000));
    return undefined;
  } catch (error) {
    return new UserError(`The Docker daemon at ${host} stopped answering: ${messageFrom(error)}`, {
      code: 'docker-lost',
      exitCode: ExitCode.bootFailed,
      details: [`noticed when: ${messageOf(cause)}`],
      hint: 'Start Docker again. `sandbox down`, or the next start, then removes the containers of this sandbox.',
      cause,
    });
  }
}
