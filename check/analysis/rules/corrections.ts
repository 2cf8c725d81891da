import type { Context } from './context.ts';
import type { Reason } from './reason.ts';
import { rewritten } from './rewrite.ts';
import { withThreshold } from './scale.ts';

/**
 * Expressions that may be meant in place of one without a result, for the first of its reasons, or for all that name a
 * replacement; the likeliest first.
 */
export async function correctionsOf(
  expr: string,
  [{ thresholds, replacement, corrections }, ...others]: readonly [Reason, ...Reason[]],
  context: Context,
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
