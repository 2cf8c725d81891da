import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { abortable } from './abortable.ts';
import type { DockerConnection } from './connect.ts';

/** What the daemon answered to a request that it did not carry out, without the library's words around it. */
function wordsOf(error: unknown): string {
  const { json } = error as { json?: { message?: string } };
  return (json?.message ?? messageOf(error)).trim();
}

/** `what` did not happen, in the daemon's own words. */
export function refused(what: string, error: unknown): UserError {
  return new UserError(`${what}: ${wordsOf(error)}`, {
    code: 'docker-refused',
    exitCode: ExitCode.bootFailed,
    hint: '`sandbox doctor` says what this machine lacks for Docker.',
    cause: error,
  });
}

/** What made a boot fail is told by this where it is that the daemon went away; else undefined. */
export async function daemonGone({ docker, host }: DockerConnection, cause: unknown): Promise<UserError | undefined> {
  try {
    await abortable(docker.ping(), AbortSignal.timeout(3_000));
    return undefined;
  } catch (error) {
    return new UserError(`The Docker daemon at ${host} stopped answering: ${wordsOf(error)}`, {
      code: 'docker-lost',
      exitCode: ExitCode.bootFailed,
      details: [`It was noticed when: ${messageOf(cause)}`],
      hint: 'Start Docker again. What was made of the sandbox is left on it until then: `sandbox down`, or the next start, removes it.',
      cause,
    });
  }
}
