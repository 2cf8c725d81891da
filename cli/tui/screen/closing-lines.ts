import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { failureLines, endErrorLines } from '../../reporters/describe.ts';
import type { Colors } from '../../terminal.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import type { Shared } from '../state/shared.ts';
import { resultMark } from '../widgets/theme.ts';

/** The summary printed after the screen is closed: a line for each run and the reason of each failure. */
export function closingLines({ runs }: Pick<Shared, 'runs'>, colors: Colors): string[] {
  return runs.flatMap((run) => [result(run, colors), ...reasons(run).map((line) => `    ${line}`)]);
}

function result({ scenario, verdicts, end, withFaults }: RunState, colors: Colors): string {
  const total = verdicts.filter(({ type }) => type !== 'expect.skip').length;
  const passedCount = verdicts.filter(({ type }) => type === 'expect.pass').length;
  const passed = end?.result === 'pass';
  const { icon: mark, word: result } = resultMark(end);
  const icon = passed ? colors.green(mark) : colors.red(end === undefined ? '✗' : mark);
  const word = end === undefined ? 'incomplete' : result;
  const took = end ? `, ${formatDuration(end.ms)}` : '';
  return `${icon} ${scenario}${withFaults ? '' : ' without faults'} ${word}: ${passedCount} of ${total} expectations passed${took}`;
}

function reasons({ verdicts, end }: RunState): string[] {
  const failed = verdicts.flatMap((event) =>
    event.type === 'expect.fail'
      ? [`✗ ${event.name}`, ...failureLines({ ...event, type: 'expect.fail' }).map((line) => `  ${line}`)]
      : [],
  );
  return end?.error ? [...failed, ...endErrorLines(end)] : failed;
}
