import { UserError } from '../../lib/errors.ts';
import { findPostgresPackage, packageNameFor } from '../../stack/runtimes/embedded/postgres/package-folder.ts';
import { type Check, fail, ok } from './check.ts';

/** The native PostgreSQL server, an npm package for this platform. */
export async function checkPostgres(): Promise<Check> {
  try {
    const { version } = await findPostgresPackage();
    return ok('postgresql', `${packageNameFor(process.platform, process.arch)} ${version}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fail('postgresql', error.message, error.hint ?? '');
  }
}
