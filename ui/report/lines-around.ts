import type { Excerpt } from './report-data.ts';

/** How many lines are shown before a line and after it, where the rule, policy or component of a finding begins. */
export const contextLines = { before: 4, after: 10 } as const;

/** The numbered lines around one; none where no excerpt contains it. */
export function linesAround(excerpts: readonly Excerpt[], line: number): { number: number; text: string }[] {
  const excerpt = excerpts.find(({ first, lines }) => line >= first && line < first + lines.length);
  return (excerpt?.lines ?? []).flatMap((text, index) => {
    const number = (excerpt?.first ?? 0) + index;
    return number < line - contextLines.before || number > line + contextLines.after ? [] : [{ number, text }];
  });
}
