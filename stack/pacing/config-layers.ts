import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UserError } from '../../lib/errors.ts';

/** The files and folders of stack/config; everything else in the user's folder is ignored. */
export const configNames = [
  'collector.yaml',
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
 * folder that cannot be read.
 */
export async function layeredFiles(layers: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const layer of layers) {
    for (const name of await list(layer)) {
      const [top = ''] = name.split('/');
      if (!configNames.some((known) => known === top)) continue;
      if (top === 'rules' && !/^rules\/[^/]+\.ya?ml$/.test(name)) continue;
      files.set(name, join(layer, name));
    }
  }
  return files;
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
