import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { runTool } from './tool.ts';

export const user = 'sandbox';
export const databaseName = 'sandbox';

export interface DataFolderOptions {
  binaries: Binaries;
  account: Account | undefined;
  /** Where the data folder is made; the account can enter it. */
  folder: string;
  /** Where a fresh data folder is kept for the next time: made once for each version. */
  template: string;
  /** Of a data folder that is not a copy of the template; by default a random one. */
  password?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface DataFolder {
  path: string;
  password: string;
  /** Whether it is a copy of the template. */
  copied: boolean;
}

/**
 * A fresh data folder with the database `sandbox`: a copy of the template (0.1 s) where there is one, else made by
 * initdb (1 s) and then kept as a template. A cache that cannot be written only costs the time again.
 */
export async function makeDataFolder(options: DataFolderOptions): Promise<DataFolder> {
  const { folder, template, account } = options;
  const path = join(folder, 'data');
  await rm(path, { recursive: true, force: true });
  const isThere = existsSync(join(template, 'complete'));
  // Another process may be making the template: only one that was complete is removed.
  if (isThere && !(await isWhole(template))) await removeTemplate(template).catch(() => undefined);
  else if (isThere) {
    await copyTree(join(template, 'data'), path);
    if (account)
      await runTool('chown', ['-R', `${account.uid}:${account.gid}`, path], { account: undefined, cwd: folder });
    return { path, password: await readFile(join(template, 'password'), 'utf8'), copied: true };
  }
  const password = options.password ?? randomBytes(18).toString('base64url');
  await initialize({ ...options, path, password });
  await keepTemplate(template, path, password).catch(() => undefined);
  return { path, password, copied: false };
}

async function initialize(options: DataFolderOptions & Omit<DataFolder, 'copied'>): Promise<void> {
  const { binaries, account, folder, path, password, signal } = options;
  const passwordFile = join(folder, 'password');
  const tool = { account, cwd: folder, signal };
  try {
    await mkdir(path, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) {
      await chown(path, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    // A password even on loopback: other users of the machine could run programs through a superuser that needs none.
    const security = ['--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    const shape = ['--encoding', 'UTF8', '--no-locale', '--wal-segsize', '1', '--no-sync', '--no-instructions'];
    await runTool(binaries.initdb, ['--pgdata', path, ...security, ...shape], tool);
    // Renamed and not made: a further database would be a further 7 MB to copy at each start.
    const rename = `ALTER DATABASE postgres RENAME TO ${databaseName};\n`;
    await runTool(binaries.postgres, ['--single', '-D', path, '-c', 'fsync=off', 'template1'], {
      ...tool,
      input: rename,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Whether every file is there in its size. Within a file, PostgreSQL has checksums of its own. */
async function isWhole(template: string): Promise<boolean> {
  const complete = await readFile(join(template, 'complete'), 'utf8').catch(() => undefined);
  return complete === (await contentOf(join(template, 'data')));
}

async function contentOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return `${files.length} files, ${sizes.reduce((sum, size) => sum + size, 0)} bytes\n`;
}

/** Removes a template that turned out to be damaged: the next data folder is made by initdb. */
export async function removeTemplate(template: string): Promise<void> {
  await rm(template, { recursive: true, force: true });
}

/** Complete or not there at all: another process may be making, or already using, the same template. */
async function keepTemplate(template: string, data: string, password: string): Promise<void> {
  const unfinished = `${template}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(template), { recursive: true });
    await mkdir(unfinished, { mode: 0o700 });
    await copyTree(data, join(unfinished, 'data'));
    await writeFile(join(unfinished, 'password'), password, { mode: 0o600 });
    await writeFile(join(unfinished, 'complete'), await contentOf(join(unfinished, 'data')));
    await rename(unfinished, template);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Copies a thousand small files; where there is a `cp`, in a third of the time that Node takes for it. */
async function copyTree(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') await cp(from, to, { recursive: true });
  else await runTool('cp', ['-R', '-p', from, to], { account: undefined, cwd: dirname(to) });
}
