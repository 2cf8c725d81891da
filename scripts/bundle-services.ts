/**
 * Bundles the entry points of the Node services: part of `npm run build`. Most of the time that a service takes to start
 * goes into finding and compiling the hundreds of files of the OpenTelemetry SDK (docs/decisions.md).
 */
import { servicePreloads } from '../stack/components/arguments.ts';
import { services } from '../stack/services/index.ts';
import { bundleEntryPoints } from './bundle-entry-points.ts';

const mains = services.flatMap(({ launcher }) => (launcher.kind === 'node' ? [launcher.main] : []));
// In one go, as all share the SDK: faults and the services' own spans reach into it.
await bundleEntryPoints([...servicePreloads, ...mains], {
  chunks: 'services/bundled',
  // What instrumentations patch as it is loaded.
  external: ['fastify', 'pg', 'pino'],
  // Names stay: the SDK prints those of its classes.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});
