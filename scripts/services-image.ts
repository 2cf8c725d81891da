/**
 * Writes dist/services-image, from which `docker compose up` builds the demo services' image: part of `npm run build`.
 * A published package has no such folder; there the image is built from what is installed.
 */
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { nodeContext, writeContext } from '../stack/images/services/build-context.ts';

await writeContext(nodeContext(), join(packageRoot, 'dist', 'services-image'));
