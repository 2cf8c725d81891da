import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configFolder, packageRoot } from '../../../lib/paths.ts';
import { readKnownNames } from '../../../scenarios/file/known-names.ts';
import { parseScenarioFile } from '../../../scenarios/file/read-scenario.ts';
import { scenarioJsonSchema, withScenarioReference } from '../../../scenarios/file/reference.ts';

const docs = join(packageRoot, 'docs');
const page = readFileSync(join(docs, 'scenario-yaml.md'), 'utf8');

test('docs/scenario-yaml.md has the reference of the schema (npm run docs writes it again)', () => {
  expect(page).toContain('| `recovery` |');
  expect(page).toBe(withScenarioReference(page));
});

test('docs/scenario.schema.json is of the schema (npm run docs writes it again)', () => {
  expect(readFileSync(join(docs, 'scenario.schema.json'), 'utf8')).toBe(scenarioJsonSchema());
});

test('every key is described', () => {
  expect(page).not.toMatch(/^\| `[\w-]+` \| {2}\|$/m);
});

const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)```/gm)].map(([, text = '']) => text);

test.each(examples.filter((text) => text.includes('expect:')))('the example is valid: %j', async (text) => {
  expect(parseScenarioFile(text, 'example.yaml', await readKnownNames([configFolder])).expectations).not.toEqual([]);
});
