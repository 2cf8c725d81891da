import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import type { Shared } from '../../state/shared.ts';
import { pad, type Line } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { widest, windowStart } from '../../widgets/table.ts';
import { serviceTone } from '../../widgets/theme.ts';
import { beside } from '../signals/columns.ts';
import { levelMark } from '../signals/level-mark.ts';
import { drawHead } from './draw-head.ts';
import { drawSpans } from './draw-spans.ts';
import { detailRows } from './select.ts';
import type { Opened, OpenTrace, TracesSlice } from './slice.ts';

type PaneName = 'spans' | 'attributes' | 'logs';
/** What is drawn, and what it draws in. */
interface Scene {
  opened: Opened;
  trace: OpenTrace;
  pane: string;
}

/** An open trace: its head, and as many of its panes as there is room for; of the others the one that has the focus. */
export function drawTrace(slice: TracesSlice, shared: Shared, width: number, height: number, pane: string): Line[] {
  const { opened } = slice;
  if (!opened) return [];
  const head = drawHead(slice, shared, width);
  const trace = opened.answer?.trace;
  if (!trace) return [...head, ...missing(slice, opened)];
  return [...head, ...drawPanes({ opened, trace, pane }, width, height - head.length)];
}

function drawPanes(scene: Scene, width: number, height: number): Line[] {
  const focus = (['spans', 'attributes', 'logs'] as const).find((name) => name === scene.pane) ?? 'spans';
  // A trace of few spans leaves its attributes the width; one of many needs the height.
  const isShort = scene.trace.spans.length + 3 <= height * 0.45;
  if (width >= 140 && height >= 20 && !(isShort && height >= 28)) {
    const left = Math.floor(width * 0.58);
    const top = Math.floor(height * 0.6);
    const right = [
      ...drawPane(scene, 'attributes', width - left, top),
      ...drawPane(scene, 'logs', width - left, height - top),
    ];
    return beside(drawPane(scene, 'spans', left, height), right);
  }
  if (height < 28) return drawPane(scene, focus, width, height, true);
  const top = Math.min(scene.trace.spans.length + 3, Math.floor(height * 0.55));
  const spans = drawPane(scene, 'spans', width, top);
  if (width < 110) return [...spans, ...drawPane(scene, focus === 'logs' ? 'logs' : 'attributes', width, height - top)];
  const half = Math.floor(width / 2);
  const below = beside(
    drawPane(scene, 'attributes', half, height - top),
    drawPane(scene, 'logs', width - half, height - top),
  );
  return [...spans, ...below];
}

/** @param alone says which others there are, as they are not to be seen beside it */
function drawPane(scene: Scene, name: PaneName, width: number, height: number, alone = false): Line[] {
  const { opened, trace } = scene;
  const inside = insideOf(width, height);
  const focused = scene.pane === name;
  const span = trace.spans[opened.span];
  const count = opened.lines === undefined ? '' : `${opened.lines.length} `;
  const others = {
    spans: 'tab: attributes, logs',
    attributes: 'tab: logs, spans',
    logs: 'tab: spans, attributes',
  };
  const titles = {
    spans: `Trace ${opened.traceId}`,
    attributes: `Attributes of ${span?.service ?? ''} ${span?.name ?? ''}`,
    logs: `${count}log lines of this trace`,
  };
  const rows = {
    spans: trace.spans.length + 1,
    attributes: detailRows(span?.details ?? []).length,
    logs: opened.lines?.length ?? 0,
  };
  const hidden = rows[name] - inside.height;
  const more = hidden > 0 ? `${hidden} more` : '';
  const note = [more, alone ? others[name] : ''].filter(Boolean).join('; ');
  const lines = {
    spans: () => drawSpans(trace, opened.span, inside.width, inside.height),
    attributes: () => drawDetails(scene, inside.width, inside.height),
    logs: () => drawLines(scene, inside.width, inside.height),
  };
  return paneLines({ title: titles[name], note, focused: focused || alone, lines: lines[name](), width, height });
}

function drawDetails({ opened, trace, pane }: Scene, width: number, height: number): Line[] {
  const rows = detailRows(trace.spans[opened.span]?.details ?? []);
  const names = rows.map((row) => (row.type === 'entry' ? row.name : ''));
  const nameWidth = Math.min(widest(names, 16), Math.max(16, Math.floor(width * 0.5)));
  const at = pane === 'attributes' ? opened.detail : -1;
  const first = windowStart(rows.length, height, Math.max(0, at));
  return rows.slice(first, first + height).map((row, index): Line => {
    const mark = { text: first + index === at ? '▸ ' : '  ', tone: 'accent' as const };
    if (row.type === 'title') return [mark, { text: row.text, strong: true }];
    const isBad = row.name === 'status' || row.name === 'error.type' || row.name.startsWith('exception.');
    const isPolicy = row.name.startsWith('tailsampling.');
    const tone = isBad ? ({ tone: 'bad' } as const) : isPolicy ? ({ tone: 'accent' } as const) : {};
    return [mark, { text: `${pad(row.name, nameWidth)} `, tone: 'quiet' }, { text: row.value, ...tone }];
  });
}

function drawLines({ opened, trace, pane }: Scene, width: number, height: number): Line[] {
  const { lines } = opened;
  if (lines === undefined) return [[{ text: 'Asking Loki …', tone: 'quiet' }]];
  if (lines.length === 0)
    return [[{ text: 'No log line carries this trace id, or none has arrived yet.', tone: 'quiet' }]];
  const at = pane === 'logs' ? opened.line : -1;
  const first = windowStart(lines.length, height, Math.max(0, at));
  return lines.slice(first, first + height).map(({ time, level, service, text }, index): Line => {
    const { icon, word, tone } = levelMark(level);
    const isSelected = first + index === at;
    return [
      { text: isSelected ? '▸ ' : '  ', tone: 'accent' },
      { text: pad(`+${formatDuration(Math.max(0, time - trace.row.start))}`, 9, 'right'), tone: 'quiet' },
      { text: ` ${pad(`${icon} ${word}`, 7)} `, tone },
      { text: `${pad(service, 8)} `, tone: serviceTone(service) },
      { text: pad(text, Math.max(0, width - 29)), ...(isSelected ? { inverse: true } : {}) },
    ];
  });
}

/** While a trace is asked for, and where the store does not have it. */
function missing({ policies, outages }: TracesSlice, { traceId, answer, from }: Opened): Line[] {
  const back = from === 'list' ? 'esc leads back to the list.' : 'esc leads back.';
  if (!answer) return outages.trace ? [] : [[{ text: `Asking Jaeger for the trace ${traceId} …`, tone: 'quiet' }]];
  const wait = policies.decisionWait === '' ? 'some seconds' : policies.decisionWait;
  return [
    [{ text: `○ The trace ${traceId} is not in the store.`, tone: 'warn', strong: true }],
    [{ text: `The sampler dropped it, or has not decided on it yet: it waits up to ${wait}.`, tone: 'quiet' }],
    [{ text: `It is asked for again and again, and shown as soon as it is there; ${back}`, tone: 'quiet' }],
  ];
}
