import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';

const docs = join(packageRoot, 'docs');
const page = readFileSync(join(docs, 'check.md'), 'utf8');
const source = readFileSync(join(packageRoot, 'lib/events/finding.ts'), 'utf8');

test('docs/check.md has a section for each kind of finding, and for no other', () => {
  const [, kinds = ''] = /type FindingKind =([^;]*);/.exec(source) ?? [];
  const [, findings = ''] = /^## Findings\n([\s\S]*?)^## /m.exec(page) ?? [];
  const known = [...kinds.matchAll(/\| '([\w-]+)'/g)].map(([, kind]) => kind);
  expect(known).toContain('alert-never-fires');
  expect([...findings.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind).sort()).toEqual(known.sort());
});

test('what it links to is there', () => {
  const links = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file = '']) => file);
  expect(links).toContain('sandbox-yaml.md');
  expect(links.filter((file) => !existsSync(join(docs, file)))).toEqual([]);
});
