import type { ExpectationEvent } from '../../lib/events/run-event.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import type { CheckResults } from '../results.ts';
import { evaluateAlert } from './alerts.ts';
import { evaluateClass } from './classes.ts';
import type { Expectations } from './expectations.ts';
import type { Outcome } from './outcome.ts';

/** The contents of the events of a person's expectations, in the order of their file. */
export function evaluateExpectations(
  expectations: Expectations,
  results: CheckResults,
): Omit<ExpectationEvent, 'time'>[] {
  const { classes, alerts, maxFragments, noLeak } = expectations;
  const outcomes = [
    ...classes.map((one) => evaluateClass(one, results)),
    ...(maxFragments ? [evaluateFragments(maxFragments, results)] : []),
    ...alerts.filter(({ must }) => must !== 'be-ignored').map((one) => evaluateAlert(one, results)),
    ...noLeak.map((one) => evaluateLeak(one, results)),
  ];
  return outcomes
    .sort((a, b) => a.source.line - b.source.line)
    .map(({ holds, ...contents }) => ({ type: holds ? 'expect.pass' : 'expect.fail', ...contents, tries: 1, ms: 0 }));
}

function evaluateFragments(
  { count, source }: NonNullable<Expectations['maxFragments']>,
  { observations, findings }: CheckResults,
): Outcome {
  const parted = observations.classes.filter(({ fragments }) => fragments > 0);
  const seen = parted.reduce((sum, { fragments }) => sum + fragments, 0);
  const holds = seen <= count;
  const why = findings.filter((one) => one.kind === 'trace-incomplete' && one.why !== undefined);
  return {
    holds,
    name: 'traces are kept whole',
    expected: count === 0 ? 'none in part' : `at most ${count} in part`,
    observed: seen === 0 ? 'none in part' : `${seen} in part`,
    evidence: holds
      ? []
      : [
          { label: 'by class', text: parted.map((one) => `${one.class} ${one.fragments}`).join(', ') },
          ...parted.flatMap(({ class: name, examples: { fragment } }) =>
            fragment === undefined ? [] : [{ label: `a trace of class ${name}`, text: fragment }],
          ),
          ...why.map((one) => ({
            label: 'why',
            text: `${one.source ? `${describeSource(one.source)}: ` : ''}${one.why ?? ''}`,
          })),
        ],
    source,
  };
}

function evaluateLeak({ pattern, source }: Expectations['noLeak'][number], { observations }: CheckResults): Outcome {
  // A slash is escaped in the source of an expression.
  const { source: asRead } = new RegExp(pattern);
  const leaks = observations.leaks.filter((leak) => leak.pattern === pattern || leak.pattern === asRead);
  const times = leaks.reduce((sum, { count }) => sum + count, 0);
  return {
    holds: leaks.length === 0,
    name: `nothing leaves that matches ${pattern}`,
    expected: 'no match',
    observed: leaks.length === 0 ? 'no match' : `${times} ${times === 1 ? 'match' : 'matches'}`,
    evidence: leaks.map(({ exporter, place, count, example }) => ({
      label: `${exporter}, ${place}`,
      text: `${count} times, such as ${example}`,
    })),
    source,
  };
}
