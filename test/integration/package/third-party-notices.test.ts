import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../../lib/errors.ts';
import type { Component } from '../../../scripts/third-party-notices/component.ts';
import { goModules, linkedModules } from '../../../scripts/third-party-notices/go-modules.ts';
import { renderNotices } from '../../../scripts/third-party-notices/render.ts';
import { findGo, goEnvironment } from '../../../stack/engine/build/go-tool.ts';
import { copyModules } from '../../../stack/engine/build/copy-modules.ts';
import { programs } from '../../../stack/engine/build/programs.ts';
import { titled } from '../../docker/docker-or-reason.ts';

const reason = await missing();
if (reason !== undefined) process.stdout.write(`third-party notices of Go modules are not tested: ${reason}\n`);

/** Licenses under which the programs may be published as it is. */
const accepted = new Set(['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'Unlicense']);

describe.skipIf(reason)(titled('third-party notices of the Go programs', reason), () => {
  let components: Component[];
  let text: string;
  beforeAll(async () => {
    components = await goModules();
    text = renderNotices('', [{ title: 'Go modules', components }]);
  });

  it('list Go and every module in the built programs with an accepted license and its text', async () => {
    const linked = await Promise.all(programs.map(linkedModules));
    const modules = linked.flat().filter(({ replaced }) => !replaced);
    const paths = modules.map(({ path }) => path);
    expect(paths).toContain('github.com/alicebob/miniredis/v2');
    // A changed copy of a module is not ours.
    expect(paths).toContain('github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver');
    expect(paths.filter((path) => path.startsWith('sandbox/'))).toEqual([]);
    expect(modules.length).toBeGreaterThan(200);
    const names = [...modules.map(({ path, version }) => `${path} ${version}`), `Go ${(await findGo()).version}`];
    const unlisted = names.filter((name) => entryOf(name) === undefined);
    expect(unlisted).toEqual([]);
    for (const name of names) {
      const [, license = '', numbers = ''] = entryOf(name) ?? [];
      expect(license.split(' AND ').filter((id) => !accepted.has(id))).toEqual([]);
      const texts = numbers.match(/\[\d+\]/g) ?? [];
      expect(texts.length, name).toBeGreaterThan(0);
      for (const number of texts) expect(text).toContain(`\n${number}\n====`);
    }
  });

  it('contain every NOTICE whole', () => {
    const flat = flattened(text);
    const notices = components.flatMap(({ name, files }) =>
      files.filter(({ path }) => /(?:^|\/)notice/i.test(path)).map((file) => ({ name, text: flattened(file.text) })),
    );
    expect(notices.length).toBeGreaterThan(0);
    expect(notices.filter((notice) => !flat.includes(notice.text)).map(({ name }) => name)).toEqual([]);
  });

  it('lead to the source of each module under the MPL', () => {
    const mpl = components.filter(({ license }) => license.includes('MPL-2.0'));
    expect(mpl.map(({ name }) => name)).toContain('github.com/hashicorp/golang-lru/v2');
    for (const { name, version, source } of mpl) {
      expect(source).toMatch(/^https:\/\/github\.com\/[^/]+\/[^/]+\/tree\//);
      expect(source?.endsWith(version), name).toBe(true);
      expect(text).toContain(`  Source: ${source}\n`);
    }
  });

  function entryOf(name: string): RegExpExecArray | null | undefined {
    const start = text.indexOf(`\n${name}\n`);
    return start === -1 ? undefined : /^ {2}(.+), see (.+)$/m.exec(text.slice(start, text.indexOf('\n\n', start)));
  }
});

const flattened = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Why the modules cannot be read here: there is no Go, or modules are missing from the module cache. */
async function missing(): Promise<string | undefined> {
  try {
    await findGo();
  } catch (error) {
    return messageOf(error);
  }
  const env = goEnvironment({ ...process.env, GOPROXY: 'off' });
  try {
    for (const { title, folder } of programs) {
      await copyModules(folder, { program: title, env });
      await execa('go', ['list', '-mod=readonly', '-deps', '.'], { cwd: folder, env, extendEnv: false });
    }
    return undefined;
  } catch {
    return 'not all Go modules are in the module cache';
  }
}
