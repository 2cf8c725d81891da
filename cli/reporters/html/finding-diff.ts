import { structuredPatch } from 'diff';
import { fixedTexts } from '../../../check/fixes/fixed-texts.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import type { FileDiff } from '../../../ui/report/report-data.ts';

/**
 * What the verified fix of a finding changes, by file; empty without a fix, or where it does not fit the texts alone. A
 * file without a text here is only named.
 */
export function findingDiff({ fix }: Pick<Finding, 'fix'>, texts: ReadonlyMap<string, string>): FileDiff[] {
  const edits = fix?.edits ?? [];
  return [...new Set(edits.map(({ file }) => file))].flatMap((file): FileDiff[] => {
    const text = texts.get(file);
    if (text === undefined) return [{ file }];
    const fixed = fixedTexts(
      edits.filter((edit) => edit.file === file),
      () => text,
    )?.get(file);
    return fixed === undefined ? [] : [{ file, lines: diffLines(text, fixed) }];
  });
}

function diffLines(before: string, after: string): string[] {
  return structuredPatch('', '', before, after, '', '', { context: 3 }).hunks.flatMap(
    ({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith('\\')),
    ],
  );
}
