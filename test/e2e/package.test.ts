import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../lib/paths.ts';

const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

test('the package that npm pack makes runs a scenario on Node alone, without Go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Packing builds, and puts the Go programs into dist/, where they would serve the other tests in place of those that are built.
  const tree = join(folder, 'tree');
  cpSync(packageRoot, tree, { recursive: true, filter: (path) => !['node_modules', '.git'].includes(basename(path)) });
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
  const packed = join(folder, 'packed');
  mkdirSync(packed);

  await run(npm, ['pack', '--pack-destination', packed], { cwd: tree, maxBuffer: 1e8 });
  const [tarball] = readdirSync(packed);
  await run('tar', ['-xzf', join(packed, tarball ?? ''), '-C', folder]);
  const unpacked = join(folder, 'package');
  expect(readdirSync(unpacked).sort()).toEqual(
    [
      ...['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.txt'],
      ...['dist', 'docker-compose.yml', 'docs', 'package.json', 'services', 'stack'],
    ].sort(),
  );
  expect(readdirSync(join(unpacked, 'docs'))).not.toContain('pictures');
  // What `npm install` would put there, without asking a registry.
  symlinkSync(join(packageRoot, 'node_modules'), join(unpacked, 'node_modules'));

  const env = {
    ...process.env,
    PATH: (process.env.PATH ?? '')
      .split(delimiter)
      .filter((bin) => !existsSync(join(bin, 'go')))
      .join(delimiter),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
  mkdirSync(join(folder, 'empty'));
  const main = join(unpacked, 'dist', 'cli', 'main.js');
  const { stdout } = await run(process.execPath, [main, 'run', 'baseline', '--ports', 'auto', '--reporter', 'ndjson'], {
    cwd: join(folder, 'empty'),
    env,
    maxBuffer: 1e8,
  });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events).toContainEqual(expect.objectContaining({ type: 'component', state: 'building', detail: 'unpacked' }));
  expect(events).toContainEqual(expect.objectContaining({ type: 'run.end', result: 'pass', exitCode: 0 }));
});
