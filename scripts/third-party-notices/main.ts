import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths.ts';
import { goModules } from './go-modules.ts';
import { npmPackages } from './npm-packages.ts';
import { renderNotices } from './render.ts';

// Writes THIRD-PARTY-NOTICES.txt for the published package: part of `npm pack`, after the engine was built.
const intro = `
Third-party notices

otel-sandbox contains WebAssembly programs (dist/engine-prebuilt, dist/shop-prebuilt) and Linux programs (dist/go-image)
that are compiled from the Go modules listed first. Some files of Prometheus, of the Go standard library and of
Collector modules are changed or left out; engine/README.md in the source repository lists them. The npm packages
listed second are installed with otel-sandbox, with their own license files, and are part of its bundles (dist/bundled, dist/services, dist/web).
Numbers in brackets refer to the license texts and notices at the end.
`;
const notices = renderNotices(intro, [
  { title: 'Go modules', components: await goModules() },
  { title: 'npm packages', components: npmPackages() },
]);
await writeFile(join(packageRoot, 'THIRD-PARTY-NOTICES.txt'), notices);
