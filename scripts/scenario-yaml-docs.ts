import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { scenarioJsonSchema, withScenarioReference } from '../scenarios/file/reference.ts';

// Writes the tables of docs/scenario-yaml.md and docs/scenario.schema.json from the schema of scenario files. A unit test fails if they are
// outdated.
const page = join(packageRoot, 'docs', 'scenario-yaml.md');
await writeFile(page, withScenarioReference(await readFile(page, 'utf8')));
await writeFile(join(packageRoot, 'docs', 'scenario.schema.json'), scenarioJsonSchema());
