import type { SpanRow } from '../../../../ui/traces/waterfall.ts';

const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** The bar of a span on the scale of the trace, with a resolution of an eighth of a cell. */
export function waterfallBar(
  { offsetMs, durationMs }: Pick<SpanRow, 'offsetMs' | 'durationMs'>,
  totalMs: number,
  cells: number,
): { before: string; bar: string; after: string } {
  if (cells <= 0) return { before: '', bar: '', after: '' };
  const scale = totalMs > 0 ? cells / totalMs : 0;
  const from = Math.min(cells - 1, Math.max(0, Math.floor(offsetMs * scale)));
  // A short span has at least an eighth.
  const eighths = Math.max(1, Math.min((cells - from) * 8, Math.round(durationMs * scale * 8)));
  const bar = '█'.repeat(Math.floor(eighths / 8)) + (parts[eighths % 8] ?? '');
  return { before: ' '.repeat(from), bar, after: ' '.repeat(cells - from - bar.length) };
}
