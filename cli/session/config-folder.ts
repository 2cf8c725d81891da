import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../lib/errors.ts';
import { configNames } from '../../stack/pacing/config-layers.ts';

/**
 * The absolute path of a folder given with --config.
 * @throws UserError when it cannot be read or has nothing that would be used: a misspelt name must not pass in silence.
 */
export function resolveConfigFolder(given: string): string {
  const folder = resolve(given);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new UserError(`The configuration folder ${folder} cannot be read: ${messageOf(cause)}.`, {
      code: 'config-unreadable',
      hint: 'Give --config a folder with collector.yaml, prometheus.yml or rules/*.yml in it.',
      cause,
    });
  }
  if (configNames.some((name) => names.includes(name))) return folder;
  throw new UserError(`The configuration folder ${folder} has none of ${configNames.join(', ')} in it.`, {
    code: 'config-empty',
    details: [names.length === 0 ? 'It is empty.' : `It has: ${names.slice(0, 10).join(', ')}.`],
    hint: 'A file in it takes the place of the file of the same name in stack/config; copy that one and change it.',
  });
}
