import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { catalog } from '../scenarios/catalog/index.ts';
import { scenarioMarkdown } from '../scenarios/catalog/markdown.ts';

// Writes docs/scenarios/ from the catalogue. A unit test tells when it was forgotten.
const folder = join(packageRoot, 'docs', 'scenarios');
await mkdir(folder, { recursive: true });
for (const scenario of catalog) await writeFile(join(folder, `${scenario.name}.md`), scenarioMarkdown(scenario));
