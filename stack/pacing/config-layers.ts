import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { formatBytes } from '../../lib/format/bytes.ts';
import { UserError } from '../../lib/errors.ts';

/** The files and folders of stack/config; everything else in the user's folder is ignored. */
export const configNames = [
  'collector.yaml',
  'legacy.yaml',
  'prometheus.yml',
  'rules',
  'loki.yaml',
  'jaeger.yaml',
  'jaeger-ui.json',
  'grafana',
] as const;

/**
 * Which file is used under which name, where folders are laid over each other: names are relative with `/`, and a later
 * folder wins. Of `rules` only YAML files are taken, as Prometheus reads no others. Rejects with a UserError for a
 * folder that cannot be read, and for a file that is not a regular one within its folder.
 */
export async function layeredFiles(layers: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const layer of layers) {
    for (const name of await list(layer)) {
      const [top = ''] = name.split('/');
      if (!configNames.some((known) => known === top)) continue;
      if (top === 'rules' && !/^rules\/[^/]+\.ya?ml$/.test(name)) continue;
      await requireInside(layer, name);
      files.set(name, join(layer, name));
    }
  }
  return files;
}

/** Far more than a configuration file has. */
const maxBytes = 16_000_000;

/** What a link leads to, and what a device or pipe has, is not the user's configuration. */
async function requireInside(layer: string, name: string): Promise<void> {
  const file = join(layer, name);
  const [root, target] = await Promise.all([realpath(layer), realpath(file)]);
  const found = await stat(target);
  const problem = !target.startsWith(root + sep)
    ? 'is a link to a file outside of the configuration folder'
    : !found.isFile()
      ? 'is not a regular file'
      : found.size > maxBytes
        ? `has ${formatBytes(found.size)}, and at most ${formatBytes(maxBytes)} are read`
        : undefined;
  if (problem === undefined) return;
  throw new UserError(`${file} ${problem}.`, {
    code: 'config-unreadable',
    hint: 'Replace it with a copy of the file that was meant.',
  });
}

async function list(folder: string): Promise<string[]> {
  try {
    // Only files with one of these names are read: the folder may be the user's whole project.
    const names = (await readdir(folder)).filter((name) => configNames.some((known) => known === name));
    return (await Promise.all(names.map((name) => filesAt(folder, name)))).flat().sort();
  } catch (cause) {
    throw new UserError(`Cannot read the configuration folder ${folder}`, {
      code: 'config-unreadable',
      hint: 'Give --config a folder with collector.yaml, prometheus.yml or rules/*.yml in it.',
      cause,
    });
  }
}

/** The file itself, or all files below the folder of that name; relative, with `/`. */
async function filesAt(folder: string, name: string): Promise<string[]> {
  if (!(await stat(join(folder, name))).isDirectory()) return [name];
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
