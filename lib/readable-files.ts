import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Creates a folder that every user may list, independent of the umask; the same for parents that it creates. */
export async function makeReadableFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  for (let made = folder; firstMade !== undefined && made.startsWith(firstMade); made = dirname(made)) {
    await chmod(made, 0o755);
  }
}

/** Writes a file that every user may read, and creates missing folders above it. */
export async function writeReadable(file: string, content: string | Buffer): Promise<void> {
  await makeReadableFolder(dirname(file));
  await writeFile(file, content);
  await chmod(file, 0o644);
}

/** Copies a file so that every user may read it. */
export async function copyReadable(from: string, to: string): Promise<void> {
  await writeReadable(to, await readFile(from));
}
