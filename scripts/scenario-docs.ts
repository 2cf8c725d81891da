import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { catalog } from '../scenarios/catalog/index.ts';
import { scenarioMarkdown } from '../scenarios/catalog/markdown.ts';

// Writes docs/scenarios/ from the catalog. A unit test fails if they are outdated.
const folder = join(packageRoot, 'docs', 'scenarios');
await mkdir(folder, { recursive: true });
for (const scenario of catalog) await writeFile(join(folder, `${scenario.name}.md`), scenarioMarkdown(scenario));
