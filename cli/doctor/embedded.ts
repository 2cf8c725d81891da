import { dirname } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { findBuilt } from '../../stack/engine/build/ensure-engine.ts';
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
    const built = findBuilt(sources, { version });
    if (built) return ok(name, `built (${dirname(built.wasmPath)})`);
    return warn(
      name,
      `not built yet; ${version} is there to build it`,
      'The first `sandbox up` builds it, once, in minutes.',
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // As `up` does: what was built with any Go serves where there is none.
    const built = error.code === 'go-missing' ? findBuilt(sources) : undefined;
    if (built) return ok(name, `built (${dirname(built.wasmPath)}); there is no Go to build another`);
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
