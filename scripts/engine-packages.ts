/**
 * Writes dist/packages/: a package for each Go program that engine/published.json lists. Run after `npm pack`,
 * which packs the programs.
 */
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/paths.ts';
import { prebuiltFolder, readPrebuilt } from '../stack/engine/build/prebuilt.ts';
import { programs } from '../stack/engine/build/programs.ts';
import { publishedPackage, readPublished } from '../stack/engine/build/published.ts';
import { goModules } from './third-party-notices/go-modules.ts';
import { renderNotices } from './third-party-notices/render.ts';

const { license, repository } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Record<
  string,
  unknown
>;
const notices = renderNotices(
  'Third-party notices\n\nThe WebAssembly program in this package is compiled from Go modules, which are among these.\n',
  [{ title: 'Go modules', components: await goModules() }],
);

for (const program of programs) {
  const manifest = readPrebuilt(prebuiltFolder(program));
  if (!manifest) throw new Error(`${program.title} is not packed: run npm pack first.`);
  if (!readPublished(program, manifest.sources))
    throw new Error(`engine/published.json is of other sources of ${program.title}: npm run engine:publish-list.`);
  const { name, version } = publishedPackage(program, manifest.sources);
  const folder = join(packageRoot, 'dist', 'packages', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(prebuiltFolder(program), join(folder, 'prebuilt'), { recursive: true });
  copyFileSync(join(packageRoot, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices);
  const description = `${program.title} of otel-sandbox, compiled to WebAssembly. Clones of its repository download it.`;
  const json = { name, version, description: description.replace(/^./, (c) => c.toUpperCase()), license, repository };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(json, undefined, 2)}\n`);
}
