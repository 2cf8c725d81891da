import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { formatRate, formatShortCount } from '../../../../lib/format/number.ts';
import { endErrorLines, failureLines } from '../../../reporters/describe.ts';
import { ledgerTable } from '../../../reporters/ledger-table.ts';
import type { RunState } from '../../state/run-state.ts';
import { markSpan, wrap, type Line, type Span } from '../../widgets/line.ts';
import { tableLines, widest, type Column } from '../../widgets/table.ts';
import { resultMark, verdictMarks } from '../../widgets/theme.ts';
import { expectedRows, type ExpectedRow } from './expected.ts';

/** One line: which run it is, how it goes, and its load. */
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
    { text: `  seed ${seed}${withFaults ? '' : ', without its faults'}${sent}`, tone: 'quiet' },
  ];
}

/** What was seen has what the names leave: it says more the more of it there is. */
function columnsOf(rows: readonly ExpectedRow[], width: number): readonly Column<ExpectedRow>[] {
  const names = Math.min(widest(rows.map(({ name }) => name)), Math.floor(width * 0.4));
  return [
    {
      title: 'state',
      width: 11,
      cell: ({ verdict, isOver }) => markSpan(verdictMarks[verdict?.type ?? (isOver ? 'expect.skip' : 'waiting')]),
    },
    { title: 'expectation', width: names, cell: ({ name }) => name },
    { title: 'seen', width: 'rest', cell: seen },
  ];
}

function seen({ verdict, expected }: ExpectedRow): Span {
  if (!verdict) return { text: expected, tone: 'quiet' };
  if (verdict.type === 'expect.skip') return { text: verdict.reason, tone: 'quiet' };
  return { text: verdict.observed, ...(verdict.type === 'expect.fail' ? { tone: 'bad' } : {}) };
}

/** The expectations, each with its state and, in few words, what was seen. */
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

/** Whether the selected expectation did not hold. */
export function hasFailed(run: RunState, selected: number): boolean {
  const rows = expectedRows(run);
  return rows[Math.min(selected, rows.length - 1)]?.verdict?.type === 'expect.fail';
}

/** The name of the selected expectation. */
export function expectationName(run: RunState, selected: number): string {
  const rows = expectedRows(run);
  return rows[Math.min(selected, rows.length - 1)]?.name ?? '';
}

/** The selected expectation in full: what was expected, what was seen, and the evidence. */
export function evidenceLines(run: RunState, selected: number, width: number): Line[] {
  const rows = expectedRows(run);
  const row = rows[Math.min(selected, rows.length - 1)];
  if (!row) return [];
  const { verdict, expected } = row;
  if (!verdict) return wrapped([`expected: ${expected}`], width);
  if (verdict.type === 'expect.skip') return wrapped([`expected: ${expected}`, `not asked: ${verdict.reason}`], width);
  const { tries, ms, evidence } = verdict;
  const [first = '', second = '', ...rest] = failureLines({ ...verdict, type: 'expect.fail', tries, ms, evidence });
  // What was expected is what one reads first where it was not seen; where it was, what was seen.
  return wrapped(verdict.type === 'expect.fail' ? [first, second, ...rest] : [second, first, ...rest], width);
}

const wrapped = (texts: readonly string[], width: number): Line[] =>
  texts.flatMap((text) => wrap(text, width).map((line) => [line]));

/** The first URL among the evidence of the selected expectation. */
export function evidenceUrl(run: RunState, selected: number): string | undefined {
  const { verdict } = expectedRows(run)[selected] ?? {};
  if (!verdict || verdict.type === 'expect.skip') return undefined;
  return verdict.evidence.find(({ url }) => url !== undefined)?.url;
}

/** What sampling did with every trace of the run; before that, or where an error ended the run, why there is none. */
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
          text: end ? 'This run has no ledger.' : 'It is closed after the last request, when the sampler has decided.',
          tone: 'quiet',
        },
      ],
    ];
  const rows = ledgerTable({ ...ledger, type: 'ledger' }, { indent: 0, width: Infinity });
  // Sentences follow the heading and a row for each class.
  const table = rows.slice(0, ledger.classes.length + 1);
  const lines = table.map((text, i): Line => [{ text, ...(i === 0 ? { tone: 'quiet' as const } : {}) }]);
  return [...lines, ...wrapped(rows.slice(table.length), width)];
}
