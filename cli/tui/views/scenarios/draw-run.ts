import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { formatRate, formatShortCount } from '../../../../lib/format/number.ts';
import { endErrorLines, failureLines } from '../../../reporters/describe.ts';
import { ledgerTable } from '../../../reporters/ledger-table.ts';
import type { RunState } from '../../../../ui/runs/run-state.ts';
import { markSpan, wrap, type Line, type Span } from '../../widgets/line.ts';
import { tableLines, widest, type Column } from '../../widgets/table.ts';
import { resultMark, verdictMarks } from '../../widgets/theme.ts';
import { expectedRows, type ExpectedRow } from './expected.ts';

/** One line: the run, its result and its load. */
export function runHeading(run: RunState, now: number): Line {
  const { scenario, seed, withFaults, load, end, startedAt } = run;
  const mark = resultMark(end);
  const took = formatDuration(end?.ms ?? Math.max(0, now - startedAt));
  const rate = load && !end ? `, ${formatRate(load.rate)}` : '';
  const sent = load ? `  ${formatShortCount(load.sent)} sent, ${formatShortCount(load.failed)} failed${rate}` : '';
  return [
    { text: ` ${scenario}  `, strong: true },
    markSpan(mark),
    ` ${took}`,
    { text: `  seed ${seed}${withFaults ? '' : ', without faults'}${sent}`, tone: 'quiet' },
  ];
}

/** The observed column takes the width that the names leave. */
function columnsOf(rows: readonly ExpectedRow[], width: number): readonly Column<ExpectedRow>[] {
  const names = Math.min(widest(rows.map(({ name }) => name)), Math.floor(width * 0.4));
  return [
    {
      title: 'state',
      width: 11,
      cell: ({ verdict, isOver }) => markSpan(verdictMarks[verdict?.type ?? (isOver ? 'expect.skip' : 'waiting')]),
    },
    { title: 'expectation', width: names, cell: ({ name }) => name },
    { title: 'observed', width: 'rest', cell: observedSpan },
  ];
}

function observedSpan({ verdict, expected }: ExpectedRow): Span {
  if (!verdict) return { text: expected, tone: 'quiet' };
  if (verdict.type === 'expect.skip') return { text: verdict.reason, tone: 'quiet' };
  return { text: verdict.observed, ...(verdict.type === 'expect.fail' ? { tone: 'bad' } : {}) };
}

/** The expectations, with their state and observed value. */
export function expectationLines(run: RunState, selected: number, width: number, height: number): Line[] {
  const rows = expectedRows(run);
  return tableLines({
    columns: columnsOf(rows, width),
    rows,
    selected: Math.min(selected, rows.length - 1),
    width,
    height,
  });
}

/** Whether the selected expectation failed. */
export function hasFailed(run: RunState, selected: number): boolean {
  const rows = expectedRows(run);
  return rows[Math.min(selected, rows.length - 1)]?.verdict?.type === 'expect.fail';
}

/** The name of the selected expectation. */
export function expectationName(run: RunState, selected: number): string {
  const rows = expectedRows(run);
  return rows[Math.min(selected, rows.length - 1)]?.name ?? '';
}

/** The selected expectation: expected, observed, and evidence. */
export function evidenceLines(run: RunState, selected: number, width: number): Line[] {
  const rows = expectedRows(run);
  const row = rows[Math.min(selected, rows.length - 1)];
  if (!row) return [];
  const { verdict, expected } = row;
  if (!verdict) return wrapped([`expected: ${expected}`], width);
  if (verdict.type === 'expect.skip') return wrapped([`expected: ${expected}`, `skipped: ${verdict.reason}`], width);
  const { tries, ms, evidence } = verdict;
  const [first = '', second = '', ...rest] = failureLines({ ...verdict, type: 'expect.fail', tries, ms, evidence });
  // The expected value comes first if the expectation failed, otherwise the observed one.
  return wrapped(verdict.type === 'expect.fail' ? [first, second, ...rest] : [second, first, ...rest], width);
}

const wrapped = (texts: readonly string[], width: number): Line[] =>
  texts.flatMap((text) => wrap(text, width).map((line) => [line]));

/** The first URL in the evidence of the selected expectation. */
export function evidenceUrl(run: RunState, selected: number): string | undefined {
  const { verdict } = expectedRows(run)[selected] ?? {};
  if (!verdict || verdict.type === 'expect.skip') return undefined;
  return verdict.evidence.find(({ url }) => url !== undefined)?.url;
}

/** The ledger of the run, or why there is none. */
export function ledgerLines(run: RunState, width: number): Line[] {
  const { ledger, end } = run;
  if (end?.error)
    return wrapped(endErrorLines(end), width).map((line): Line =>
      line.map((part) => (typeof part === 'string' ? { text: part, tone: 'bad' } : part)),
    );
  if (!ledger)
    return [
      [
        {
          text: end ? 'This run has no ledger.' : 'Available after the last request, when the sampler has decided.',
          tone: 'quiet',
        },
      ],
    ];
  const rows = ledgerTable({ ...ledger, type: 'ledger' }, { indent: 0, width: Infinity });
  // Notes follow the heading and the classes.
  const table = rows.slice(0, ledger.classes.length + 1);
  const lines = table.map((text, i): Line => [{ text, ...(i === 0 ? { tone: 'quiet' as const } : {}) }]);
  return [...lines, ...wrapped(rows.slice(table.length), width)];
}
