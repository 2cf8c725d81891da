import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';
import { additions } from './additions.ts';

const run = promisify(execFile);
const copied = ['bench', 'check', 'cli', 'lib', 'scenarios', 'scripts', 'services', 'simulation', 'stack', 'ui', 'web'];
let tree: string;

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'sandbox-contribution-'));
  for (const name of [...copied, 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(join(packageRoot, name), join(tree, name), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'), 'dir');
  for (const { files } of additions) {
    for (const [path, change] of Object.entries(files)) {
      const file = join(tree, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof change === 'string' ? change : edited(readFileSync(file, 'utf8'), change), {
        flag: typeof change === 'string' ? 'wx' : 'w',
      });
    }
  }
  await run(process.execPath, [join(tree, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: tree,
  }).catch((error: unknown) => expect.unreachable((error as { stdout: string }).stdout));
}, 300_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function edited(text: string, edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, () => to);
  }, text);
}

test.each(additions)('$row is in the built tree', async ({ proof }) => {
  await expect(run(process.execPath, ['--input-type=module', '-e', proof], { cwd: tree })).resolves.toBeDefined();
});

const table = readFileSync(join(packageRoot, 'CONTRIBUTING.md'), 'utf8');

test.each(additions)('$row changes the files that CONTRIBUTING.md lists', ({ row, files }) => {
  const cells = table.split('\n').find((line) => line.startsWith(`| ${row} `)) ?? expect.unreachable(row);
  const listed = [...cells.matchAll(/`([a-z/<>-]+\/[\w.<>-]+\.tsx?)`/g)].map(([, path]) => path ?? '');
  const pattern = (path: string): RegExp => new RegExp(`^${path.replace('.', '\\.').replace('<name>', '[a-z-]+')}$`);
  const paths = Object.keys(files);
  expect(listed).toHaveLength(paths.length);
  expect(listed.filter((path) => !paths.some((one) => pattern(path).test(one)))).toEqual([]);
});
