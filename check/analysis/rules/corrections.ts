import type { Context } from './context.ts';
import type { Reason } from './reason.ts';
import { rewritten } from './rewrite.ts';
import { withThreshold } from './scale.ts';

/**
 * Expressions that may be meant in place of one without a result, for the reason that it has none; the likeliest first.
 * Other reasons may need a change, too.
 */
export async function correctionsOf(
  expr: string,
  { thresholds, replacement, corrections }: Reason,
  context: Context,
  others: readonly Reason[] = [],
): Promise<string[]> {
  const more = replacement ? others.flatMap((other) => other.replacement ?? []) : [];
  const found = thresholds
    ? thresholds.right.map((right) => withThreshold(expr, { written: thresholds.written, right }))
    : [
        await rewritten(expr, context),
        replacement && replaceAll(expr, [replacement]),
        replacement && replaceAll(expr, [replacement, ...more]),
        // A reason may be about the expression of a recording rule instead.
        ...(corrections?.of === expr ? corrections.texts : []),
      ];
  return [...new Set(found.flatMap((text) => text ?? []))].filter((text) => text !== expr);
}

function replaceAll(expr: string, replacements: readonly NonNullable<Reason['replacement']>[]): string {
  return replacements.reduce((text, { from, to }) => text.replace(from, to), expr);
}
