import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../lib/errors.ts';
import { configNames } from '../../stack/pacing/config-layers.ts';

/**
 * The absolute path of a folder given with --config.
 * @throws UserError if it cannot be read or has no file that would be used, so that a misspelled path does not go unnoticed.
 */
export function resolveConfigFolder(given: string): string {
  const folder = resolve(given);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new UserError(`The configuration folder ${folder} cannot be read: ${messageOf(cause)}.`, {
      code: 'config-unreadable',
      hint: 'Set --config to a folder with collector.yaml, prometheus.yml or rules/*.yml.',
      cause,
    });
  }
  if (configNames.some((name) => names.includes(name))) return folder;
  throw new UserError(`The configuration folder ${folder} contains none of ${configNames.join(', ')}.`, {
    code: 'config-empty',
    details: [names.length === 0 ? 'It is empty.' : `It contains: ${names.slice(0, 10).join(', ')}.`],
    hint: 'Its files override those of the same name in stack/config. Copy one of them and edit it.',
  });
}
