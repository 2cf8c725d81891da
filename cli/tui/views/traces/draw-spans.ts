import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import type { Line, Span } from '../../widgets/line.ts';
import { pad } from '../../widgets/line.ts';
import { windowStart } from '../../widgets/table.ts';
import { serviceTone } from '../../widgets/theme.ts';
import type { OpenTrace } from './slice.ts';
import { waterfallBar } from './waterfall-bar.ts';
import type { SpanRow } from '../../../../ui/traces/waterfall.ts';

const serviceWidth = 8;
const durationWidth = 8;
const markWidth = 7;
/** Maximum indentation, to leave room for the name. */
const deepest = 14;

/** The waterfall: spans below their parents, with bars on the scale of the trace. */
export function drawSpans({ row, spans }: OpenTrace, selected: number, width: number, height: number): Line[] {
  const nameWidth = Math.min(44, Math.max(20, Math.floor(width * 0.3)));
  const cells = Math.max(4, width - 2 - nameWidth - serviceWidth - durationWidth - markWidth - 4);
  const scale: Line = [
    { text: ' '.repeat(2 + nameWidth + 1 + serviceWidth + 1), tone: 'quiet' },
    { text: scaleText(row.durationMs, cells), tone: 'quiet' },
  ];
  const visible = Math.max(1, height - 1);
  const first = windowStart(spans.length, visible, selected);
  const lines = spans.slice(first, first + visible).map((span, index): Line => {
    const isSelected = first + index === selected;
    const { before, bar, after } = waterfallBar(span, row.durationMs, cells);
    const tone = serviceTone(span.service);
    return [
      { text: isSelected ? '▸ ' : '  ', tone: 'accent' },
      { text: `${pad(nameOf(span), nameWidth)} `, ...(isSelected ? { inverse: true } : {}) },
      { text: `${pad(span.service, serviceWidth)} `, tone },
      before,
      { text: bar, tone },
      `${after} ${pad(formatDuration(span.durationMs), durationWidth, 'right')} `,
      markOf(span),
    ];
  });
  return [scale, ...lines];
}

function nameOf({ depth, name, orphan }: SpanRow): string {
  return `${' '.repeat(Math.min(depth, deepest))}${name}${orphan ? ' (parent missing)' : ''}`;
}

function markOf({ error }: SpanRow): Span {
  return error ? { text: '✗ error', tone: 'bad' } : { text: '' };
}

/** Start, middle and end of the trace. */
function scaleText(totalMs: number, cells: number): string {
  const end = formatDuration(totalMs);
  const middle = formatDuration(totalMs / 2);
  const text = '0ms'.padEnd(Math.floor(cells / 2));
  const half = cells >= 30 ? `${text}${middle}` : text;
  return `${half.padEnd(cells - end.length)}${end}`;
}
