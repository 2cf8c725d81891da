/**
 * Replaces the compiled entry points of the Node services in dist/ with bundles that contain what they import: part of
 * `npm run build`. Most of the time that a service takes to start goes into finding and compiling the hundreds of files
 * of the OpenTelemetry SDK (docs/decisions.md).
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { packageRoot } from '../lib/paths.ts';
import { servicePreloads } from '../stack/components/arguments.ts';
import { services } from '../stack/services/index.ts';

const entryPoints = [
  ...servicePreloads,
  ...services.flatMap(({ launcher }) => (launcher.kind === 'node' ? [launcher.main] : [])),
];

const bundle = await rolldown({
  // In one go, as all share the SDK: faults and the services' own spans reach into it.
  input: Object.fromEntries(entryPoints.map((entry) => [entry, join(packageRoot, `${entry}.ts`)])),
  platform: 'node',
  // What instrumentations patch as it is loaded.
  external: ['fastify', 'pg', 'pino'],
});
await bundle.write({
  dir: join(packageRoot, 'dist'),
  format: 'esm',
  chunkFileNames: 'services/bundled/[name].js',
  // Names stay: the SDK prints those of its classes.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
