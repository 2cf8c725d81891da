/**
 * Replaces the compiled entry points of the command and its threads in dist/ with bundles that contain what they import: part
 * of `npm run build`. Finding and compiling hundreds of small files took a tenth of the processor time of a boot
 * (docs/decisions.md).
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputOptions, rolldown } from 'rolldown';
import { commandEntryPoints, preloads } from '../lib/entry-points.ts';
import { packageRoot } from '../lib/paths.ts';

const target = join(packageRoot, 'dist');

async function bundle(
  entryPoints: readonly string[],
  chunks: string,
  external: InputOptions['external'],
): Promise<void> {
  const made = await rolldown({
    input: Object.fromEntries(entryPoints.map((entry) => [entry, join(packageRoot, `${entry}.ts`)])),
    platform: 'node',
    external: external ?? [],
  });
  await made.write({ dir: target, format: 'esm', chunkFileNames: `${chunks}/[name].js` });
  await made.close();
}

// The names of chunks change with the sources.
await rm(join(target, 'bundled'), { recursive: true, force: true });
// Docker's client is loaded where there is a daemon; React's developer tools are not installed.
await bundle(commandEntryPoints, 'bundled', ['dockerode', 'react-devtools-core']);
// The instrumentation has to be the one that its own hook finds.
await bundle(preloads, 'bundled/preloads', /^[^./]/);
