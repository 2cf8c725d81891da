import { readFileSync } from 'node:fs';
import type { Suppression } from '../expectations/suppressions.ts';

const comment =
  /#\s*sandbox:\s*ignore(?:\s+(?!until\b|because\b)([\w-]+))?(?:\s+until\s+(\d{4}-\d\d-\d\d))?(?:\s+because\s+(\S.*))?\s*$/;

/**
 * The suppressions in comments of files: `# sandbox: ignore KIND until 2027-03-01 because REASON`. One behind a value
 * is about its line, and one on a line of its own about the next line with content. Files that cannot be read have none.
 */
export function readIgnoreComments(files: readonly string[]): Suppression[] {
  return [...new Set(files)].flatMap((file) => ignoreCommentsIn(textOf(file), file));
}

/** The same for the text of a file. */
export function ignoreCommentsIn(text: string, file: string): Suppression[] {
  if (!text.includes('sandbox:')) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index): Suppression[] => {
    const match = comment.exec(line);
    if (!match) return [];
    const [, kind, until, because] = match;
    const isAlone = line.slice(0, match.index).trim() === '';
    const next = lines.findIndex((other, at) => at > index && other.trim() !== '' && !other.trim().startsWith('#'));
    const about = isAlone && next >= 0 ? next : index;
    return [
      {
        ...(kind === undefined ? {} : { kind }),
        ...(until === undefined ? {} : { until }),
        ...(because === undefined ? {} : { because }),
        at: { file, line: about + 1 },
        source: { file, line: index + 1 },
      },
    ];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
