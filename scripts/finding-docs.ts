import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findingDefinitions } from '../check/findings/index.ts';
import { findingIndex, findingPage } from '../check/findings/markdown.ts';
import { packageRoot } from '../lib/paths.ts';

// Writes docs/findings/ from the registry of findings, without pages of kinds that are gone. A unit test fails when it was forgotten.
const folder = join(packageRoot, 'docs', 'findings');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const definition of findingDefinitions) {
  await writeFile(join(folder, `${definition.kind}.md`), findingPage(definition));
}
await writeFile(join(folder, 'README.md'), findingIndex(findingDefinitions));
