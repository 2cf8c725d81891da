import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trafficJsonSchema, withTrafficReference } from '../check/inputs/traffic/file/reference.ts';
import { packageRoot } from '../lib/paths.ts';

// Writes the tables of docs/traffic.md and docs/traffic.schema.json from the schema of traffic files. A unit test fails if they are
// outdated.
const page = join(packageRoot, 'docs', 'traffic.md');
await writeFile(page, withTrafficReference(await readFile(page, 'utf8')));
await writeFile(join(packageRoot, 'docs', 'traffic.schema.json'), trafficJsonSchema());
