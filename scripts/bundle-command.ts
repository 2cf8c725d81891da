/**
 * Bundles the entry points of the command and its threads: part of `npm run build`. Finding and compiling hundreds of small
 * files took a tenth of the processor time of a boot (docs/decisions.md).
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandEntryPoints, preloads } from '../lib/entry-points.ts';
import { packageRoot } from '../lib/paths.ts';
import { bundleEntryPoints } from './bundle-entry-points.ts';

// The names of chunks change with the sources.
await rm(join(packageRoot, 'dist', 'bundled'), { recursive: true, force: true });
await bundleEntryPoints(commandEntryPoints, {
  chunks: 'bundled',
  // Docker's client is loaded where there is a daemon; React's developer tools are not installed.
  external: ['dockerode', 'react-devtools-core'],
});
await bundleEntryPoints(preloads, {
  chunks: 'bundled/preloads',
  // The instrumentation has to be the one that its own hook finds.
  external: /^[^./]/,
});
