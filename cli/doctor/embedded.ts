import { dirname } from 'node:path';
import { UserError } from '../../lib/errors.ts';

import { findGo } from '../../stack/engine/build/go-tool.ts';
import { readPrebuilt } from '../../stack/engine/build/prebuilt.ts';
import { findBuilt } from '../../stack/engine/build/program-cache.ts';
import { engineProgram } from '../../stack/engine/build/programs.ts';
import { readPublished } from '../../stack/engine/build/published.ts';
import { hashSources } from '../../stack/engine/build/sources.ts';
import { findPostgresPackage, packageNameFor } from '../../stack/runtimes/embedded/postgres/package-folder.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Checks for the engine (Collector and Prometheus in WebAssembly): in the package, in the cache, or to be built with Go. */
export async function checkEngine(): Promise<Check> {
  const name = 'engine';
  const sources = hashSources();
  const prebuilt = readPrebuilt();
  if (prebuilt && (sources === undefined || prebuilt.sources === sources)) {
    return ok(name, `in this package (${prebuilt.sources}, built with ${prebuilt.go})`);
  }
  if (sources === undefined)
    return fail(name, 'neither the engine nor its sources were found', 'Reinstall the package.');
  try {
    const { version } = await findGo();
    const built = findBuilt(engineProgram, { sources, go: version });
    if (built) return ok(name, `built (${dirname(built.wasmPath)})`);
    return warn(
      name,
      `not built yet; ${version} can build it`,
      'The first `sandbox up` downloads it from the npm registry, or builds it, which takes a few minutes, once.',
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Like `up`: without Go, an engine built with any version of Go is used.
    const built = findBuilt(engineProgram, { sources });
    if (built) return ok(name, `built (${dirname(built.wasmPath)}); no Go can build another`);
    if (readPublished(engineProgram, sources))
      return warn(
        name,
        `not downloaded yet. ${error.message}`,
        `The first \`sandbox up\` looks in the npm registry. ${error.hint ?? ''}`,
      );
    return fail(name, error.message, error.hint ?? '');
  }
}

/** Checks for the npm package with the native PostgreSQL server for this platform. */
export async function checkPostgres(): Promise<Check> {
  try {
    const { version } = await findPostgresPackage();
    return ok('postgresql', `${packageNameFor(process.platform, process.arch)} ${version}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fail('postgresql', error.message, error.hint ?? '');
  }
}
