import { join } from 'node:path';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { packageRoot } from '../lib/paths.ts';

export interface BundleOptions extends Pick<OutputOptions, 'minify'> {
  /** The folder in dist/ for what several entry points import. */
  chunks: string;
  /** What stays an import. */
  external: NonNullable<InputOptions['external']>;
}

/** Replaces the compiled files of entry points in dist/ with bundles that contain what they import. */
export async function bundleEntryPoints(
  entryPoints: readonly string[],
  { chunks, external, ...output }: BundleOptions,
): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(entryPoints.map((entry) => [entry, join(packageRoot, `${entry}.ts`)])),
    platform: 'node',
    external,
  });
  await bundle.write({
    ...output,
    ...{ dir: join(packageRoot, 'dist'), format: 'esm', chunkFileNames: `${chunks}/[name].js` },
  });
  await bundle.close();
}
