import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { withGlossary } from './glossary/table.ts';

// Writes the glossary of docs/style.md from scripts/glossary/terms.ts. A unit test fails if this was forgotten.
const page = join(packageRoot, 'docs', 'style.md');
await writeFile(page, withGlossary(await readFile(page, 'utf8')));
