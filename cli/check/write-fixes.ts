import { writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { fixedTexts } from '../../check/fixes/fixed-texts.ts';
import { UserError } from '../../lib/errors.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { readUserFile } from '../../lib/user-file.ts';
import { writeNamedFile } from '../write-named-file.ts';

/** The unified diff of all fixed files, for `git apply` or `patch -p1` in the folder of the command. */
export const diffName = 'fixes.diff';

/** What was written. */
export interface WrittenFixes {
  /** Names of the corrected files in the folder. */
  files: string[];
  /** How many findings have a verified fix. */
  fixed: number;
}

/**
 * Writes the files that the verified changes of findings correct, and a diff, into a folder, which is created. The
 * original files are not touched. @throws UserError if a file cannot be written or would be an original; exit code 2.
 */
export function writeFixes(folder: string, findings: readonly Finding[]): WrittenFixes {
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  const texts = fixedTexts(
    fixes.flatMap(({ edits }) => edits),
    readUserFile,
  );
  if (!texts) throw new Error('the verified changes do not fit the files');
  const changed = Array.from(texts, ([file, text]) => ({ name: nameOf(file), before: readUserFile(file), text, file }));
  for (const { name, file } of changed) {
    if (resolve(folder, name) !== resolve(file)) continue;
    throw new UserError(`--fix ${folder} would overwrite ${file}.`, {
      code: 'bad-arguments',
      hint: 'Use another folder, and apply the diff in it: git apply FOLDER/fixes.diff.',
    });
  }
  const patches = changed.map(({ name, before, text }) =>
    createTwoFilesPatch(`a/${name}`, `b/${name}`, before, text, '', '', { context: 3 }).replace(/^=+\n/, ''),
  );
  if (changed.length > 0) writeFixed(join(folder, diffName), patches.join(''));
  for (const { name, text } of changed) writeFixed(join(folder, name), text);
  return { files: changed.map(({ name }) => name).sort(), fixed: fixes.length };
}

/** The path of a file from where the command runs, or below the root for one outside. */
function nameOf(file: string): string {
  const parts = normalize(relative(process.cwd(), resolve(file))).split(sep);
  return parts.filter((part) => part !== '..').join('/');
}

function writeFixed(file: string, text: string): void {
  const write = (): void => {
    makeFolder(dirname(file), 0o777);
    writeFileSync(file, text);
  };
  writeNamedFile(`The fixed file ${file}`, write, 'Use a folder that can be written to.');
}
