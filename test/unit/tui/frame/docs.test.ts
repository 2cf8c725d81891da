import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keysOf } from '../../../../cli/tui/keys/binding.ts';
import { frameKeys } from '../../../../cli/tui/keys/frame-keys.ts';
import { withKeyTables } from '../../../../cli/tui/keys/markdown.ts';
import { views } from '../../../../cli/tui/views/index.ts';
import { packageRoot } from '../../../../lib/paths.ts';

it('docs/terminal-ui.md has the keys that there are (npm run docs writes it again)', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'terminal-ui.md'), 'utf8');
  expect(page).toBe(withKeyTables(page, views));
  for (const view of views)
    for (const { help } of view.keys.filter(({ quiet }) => !quiet)) expect(page).toContain(help);
});

it('every view has an id and a key of its own, and takes no key of the frame but escape and numbers that are free', () => {
  expect(new Set(views.map(({ id }) => id)).size).toBe(views.length);
  expect(new Set(views.map(({ key }) => key)).size).toBe(views.length);
  const reserved = new Set([...frameKeys(views).flatMap(({ keys }) => [...keys]), 'ctrl+c']);
  reserved.delete('escape');
  for (const view of views) {
    for (const binding of view.keys) {
      expect(
        binding.keys.filter((key) => reserved.has(key)),
        `${view.id}: ${keysOf(binding)}`,
      ).toEqual([]);
    }
  }
});
