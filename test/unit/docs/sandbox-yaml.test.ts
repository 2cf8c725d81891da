import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxJsonSchema, withSandboxReference } from '../../../check/expectations/reference.ts';
import { sandboxSchema } from '../../../check/expectations/sandbox-schema.ts';
import { readYaml } from '../../../lib/yaml/read-yaml.ts';
import { packageRoot } from '../../../lib/paths.ts';

const docs = join(packageRoot, 'docs');
const page = readFileSync(join(docs, 'sandbox-yaml.md'), 'utf8');

test('docs/sandbox-yaml.md has the reference of the schema (npm run docs writes it again)', () => {
  expect(page).toContain('| `head-sampling` |');
  expect(page).toBe(withSandboxReference(page));
});

test('docs/sandbox.schema.json is of the schema (npm run docs writes it again)', () => {
  expect(readFileSync(join(docs, 'sandbox.schema.json'), 'utf8')).toBe(sandboxJsonSchema());
});

test('every key is described', () => {
  expect(page).not.toMatch(/^\| `[\w-]+` \| {2}\|$/m);
});

const examples = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)```/gm)].map(([, indent = '', text = '']) =>
  text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);

test.each(examples.filter((text) => !text.startsWith('#')))('the example loads: %j', (text) => {
  const { value } = readYaml(text, 'sandbox.yaml', sandboxSchema, { what: 'it', code: 'bad', hint: '' });
  expect(Object.keys(value)).toContain('expect');
});
