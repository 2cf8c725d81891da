import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../lib/paths.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../stack/engine/load.ts';
import { readComponents } from './read-components.ts';

// Writes the component types of the engine's Collector to check/inputs/collector/inventory.ts. An integration test fails if the
// file is out of date.
const file = join(packageRoot, 'check', 'inputs', 'collector', 'inventory.ts');
const components = await readComponents(await loadEngine(await ensureEngine()));
const source = `// Generated from the engine by \`npm run generate\`. Do not edit.

/** The component types that the engine's Collector accepts in a configuration, deprecated aliases included. */
export const inventory = ${JSON.stringify(components)} as const;
`;
await writeFile(file, await format(source, { ...(await resolveConfig(file)), filepath: file }));
