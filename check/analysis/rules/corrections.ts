import type { Context } from './context.ts';
import type { Reason } from './reason.ts';
import { rewritten } from './rewrite.ts';
import { withThreshold } from './scale.ts';

/** Expressions that may be meant in place of one without a result, for the reason that it has none; the likeliest first. */
export async function correctionsOf(
  expr: string,
  { thresholds, replacement, corrections }: Reason,
  context: Context,
): Promise<string[]> {
  const found = thresholds
    ? thresholds.right.map((right) => withThreshold(expr, { written: thresholds.written, right }))
    : [
        await rewritten(expr, context),
        replacement && expr.replace(replacement.from, replacement.to),
        // A reason may be about the expression of a recording rule instead.
        ...(corrections?.of === expr ? corrections.texts : []),
      ];
  return [...new Set(found.flatMap((text) => text ?? []))].filter((text) => text !== expr);
}
