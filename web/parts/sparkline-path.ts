/** The area below points of time and value as an SVG path; NaN makes a gap. Empty without points. */
export function sparklinePath(
  points: readonly (readonly [number, number])[],
  { from, to, width, height }: { from: number; to: number; width: number; height: number },
): string {
  const top = Math.max(...points.map(([, value]) => value).filter(Number.isFinite), Number.MIN_VALUE);
  const x = (time: number): string => (((time - from) / (to - from)) * width).toFixed(1);
  // Half a stroke of room at both ends.
  const y = (value: number): string => (height - 1 - (value / top) * (height - 2)).toFixed(1);
  let path = '';
  let isDrawing = false;
  for (const [time, value] of points) {
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    path += `${isDrawing ? 'L' : 'M'}${x(time)} ${y(value)}`;
    isDrawing = true;
  }
  return path;
}
