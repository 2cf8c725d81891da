import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../lib/paths.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../stack/engine/load.ts';
import { readComponents, readGates } from './read-components.ts';

// Writes the component types and feature gates of the engine's Collector to check/inputs/collector/inventory.ts. An integration test fails if the
// file is out of date.
const file = join(packageRoot, 'check', 'inputs', 'collector', 'inventory.ts');
const engine = await loadEngine(await ensureEngine());
const inventory = { ...(await readComponents(engine)), gates: await readGates(engine) };
const source = `// Generated from the engine by \`npm run generate\`. Do not edit.

/**
 * The component types that the engine's Collector accepts in a configuration, deprecated aliases included, and the stages
 * of its feature gates.
 */
export const inventory = ${JSON.stringify(inventory)} as const;
`;
await writeFile(file, await format(source, { ...(await resolveConfig(file)), filepath: file }));
