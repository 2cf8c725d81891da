/** Rows above and below the visible ones, so that scrolling shows no gap. */
const spare = 10;

/** The rows of a list that are in view: from the first to before `to`. */
export function visibleRange({
  top,
  height,
  rowHeight,
  count,
}: {
  top: number;
  height: number;
  rowHeight: number;
  count: number;
}): {
  from: number;
  to: number;
} {
  const from = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - spare);
  return { from, to: Math.min(count, Math.ceil((top + height) / rowHeight) + spare) };
}
