import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withKeyTables } from '../cli/tui/keys/markdown.ts';
import { views } from '../cli/tui/views/index.ts';
import { packageRoot } from '../lib/paths.ts';

// Writes the tables of keys in docs/terminal-ui.md from the tables that handle them. A unit test fails if they are outdated.
const page = join(packageRoot, 'docs', 'terminal-ui.md');
await writeFile(page, withKeyTables(await readFile(page, 'utf8'), views));
