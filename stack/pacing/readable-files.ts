import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder that every user may enter and list, whatever this process's umask; its parents are made as they come. */
export async function makeReadableFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/** Writes what `change` makes of a text file, to be read by every user. */
export async function writeReadable(from: string, to: string, change: (text: string) => string): Promise<void> {
  await writeBytes(to, change(await readFile(from, 'utf8')));
}

/** Copies a file, to be read by every user; the folders above it too where they are missing. */
export async function copyReadable(from: string, to: string): Promise<void> {
  await writeBytes(to, await readFile(from));
}

async function writeBytes(to: string, content: string | Buffer): Promise<void> {
  const firstMade = await mkdir(dirname(to), { recursive: true });
  for (let folder = dirname(to); firstMade !== undefined && folder.startsWith(firstMade); folder = dirname(folder)) {
    await chmod(folder, 0o755);
  }
  await writeFile(to, content);
  await chmod(to, 0o644);
}
