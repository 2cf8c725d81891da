import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { cacheFolder } from '../../lib/paths.ts';
import { findGo } from '../../stack/engine/build/go-tool.ts';
import { readPrebuilt } from '../../stack/engine/build/prebuilt.ts';
import { hashSources } from '../../stack/engine/build/sources.ts';
import { findPostgresPackage, packageNameFor } from '../../stack/runtimes/embedded/postgres/package-folder.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** The Collector and Prometheus as one WebAssembly program: in the package, in the cache, or still to be built with Go. */
export async function checkEngine(): Promise<Check> {
  const name = 'engine';
  const sources = hashSources();
  const prebuilt = readPrebuilt();
  if (prebuilt && (sources === undefined || prebuilt.sources === sources)) {
    return ok(name, `in this package (${prebuilt.sources}, built with ${prebuilt.go})`);
  }
  if (sources === undefined) return fail(name, 'neither built nor with its sources', 'Install the package again.');
  try {
    const { version } = await findGo();
    const cached = join(cacheFolder(), 'engine', `${sources}-${version}`);
    if (existsSync(join(cached, 'engine.wasm'))) return ok(name, `built (${cached})`);
    return warn(
      name,
      `not built yet; ${version} is there to build it`,
      'The first `sandbox up` builds it, once, in minutes.',
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fail(name, error.message, error.hint ?? '');
  }
}

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
