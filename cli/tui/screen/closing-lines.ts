import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { failureLines, endErrorLines } from '../../reporters/describe.ts';
import type { Colors } from '../../terminal.ts';
import type { RunState } from '../state/run-state.ts';
import type { Shared } from '../state/shared.ts';
import { resultMark } from '../widgets/theme.ts';

/** What stays on the terminal after the screen has gone: a line for each run, and the reason of each failure. */
export function closingLines({ runs }: Pick<Shared, 'runs'>, colors: Colors): string[] {
  return runs.flatMap((run) => [result(run, colors), ...reasons(run).map((line) => `    ${line}`)]);
}

function result({ scenario, verdicts, end, withFaults }: RunState, colors: Colors): string {
  const asked = verdicts.filter(({ type }) => type !== 'expect.skip').length;
  const held = verdicts.filter(({ type }) => type === 'expect.pass').length;
  const passed = end?.result === 'pass';
  const { icon: mark, word: told } = resultMark(end);
  const icon = passed ? colors.green(mark) : colors.red(end === undefined ? '✗' : mark);
  const word = end === undefined ? 'cut off' : told;
  const took = end ? `, ${formatDuration(end.ms)}` : '';
  return `${icon} ${scenario}${withFaults ? '' : ' without its faults'} ${word}: ${held} of ${asked} expectations held${took}`;
}

function reasons({ verdicts, end }: RunState): string[] {
  const failed = verdicts.flatMap((event) =>
    event.type === 'expect.fail'
      ? [`✗ ${event.name}`, ...failureLines({ ...event, type: 'expect.fail' }).map((line) => `  ${line}`)]
      : [],
  );
  return end?.error ? [...failed, ...endErrorLines(end)] : failed;
}
