import { execa } from 'execa';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { type DockerConnection, isOlder } from './connect.ts';

/** The first that knows everything in docker-compose.yml. */
export const oldestCompose = '2.20';

/**
 * The version of `docker compose`, which reads docker-compose.yml.
 * @throws UserError (exit code 4) where the docker command, the plugin or a recent enough one is missing.
 */
export async function composeVersion({ env }: Pick<DockerConnection, 'env'>): Promise<string> {
  const result = await execa('docker', ['compose', 'version', '--short'], {
    ...{ env, stdin: 'ignore', reject: false, timeout: 10_000 },
  });
  if (result.exitCode === 0) {
    // A custom build may have any version name; it is assumed to be new enough.
    const version = /\d+\.\d+(\.\d+)?/.exec(result.stdout)?.[0] ?? result.stdout.trim();
    if (/^\d/.test(version) && isOlder(version, oldestCompose))
      throw missing(`docker compose ${version} is too old: ${oldestCompose} or newer is needed.`);
    return version;
  }
  if ((result.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw missing('A Docker daemon answers, but there is no docker command to start containers with.');
  }
  const why = result.timedOut ? ['no answer within 10s'] : result.stderr.split('\n').filter(Boolean).slice(0, 3);
  throw missing(
    'A Docker daemon answers, but `docker compose` (version 2, a plugin of the docker command) is missing.',
    why,
  );
}

function missing(message: string, details: readonly string[] = []): UserError {
  return new UserError(message, {
    code: 'docker-compose-missing',
    exitCode: ExitCode.bootFailed,
    details,
    hint:
      'Install it (the package docker-compose-plugin, or Docker Desktop; https://docs.docker.com/compose/install/), ' +
      'or use --runtime embedded.',
  });
}
