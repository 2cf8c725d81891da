import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxJsonSchema, withSandboxReference } from '../check/expectations/reference.ts';
import { packageRoot } from '../lib/paths.ts';

// Writes the tables of docs/sandbox-yaml.md and docs/sandbox.schema.json from the schema of sandbox.yaml. A unit test fails if they are
// outdated.
const page = join(packageRoot, 'docs', 'sandbox-yaml.md');
await writeFile(page, withSandboxReference(await readFile(page, 'utf8')));
await writeFile(join(packageRoot, 'docs', 'sandbox.schema.json'), sandboxJsonSchema());
