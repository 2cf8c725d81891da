import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths.ts';

/** The sources of the Python services, each a package of its own in a folder. */
export const pythonFolder = (service: string): string => join(packageRoot, 'services', service);

/** The lock file of a service: every package with its version and the hashes of its files. */
export const lockFileOf = (service: string): string => join(pythonFolder(service), 'requirements.txt');

/** How many packages a lock file can install at most, for the progress. */
export function lockedPackages(lockFile: string): number {
  return readFileSync(lockFile, 'utf8').match(/^[\w.[\]-]+==/gm)?.length ?? 0;
}
