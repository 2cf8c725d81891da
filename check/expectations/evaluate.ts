import type { Untimed } from '../../lib/events/emit.ts';
import { expectationEvent } from '../../lib/events/expectation-result.ts';
import type { ExpectationEvent, ExpectationSkipEvent } from '../../lib/events/run-event.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { CheckResults } from '../results.ts';
import { evaluateAlert } from './alerts.ts';
import { evaluateClass } from './classes.ts';
import type { Expectations } from './expectations.ts';

/** The events of the expectations in the user's sandbox.yaml, in the order of that file. */
export function evaluateExpectations(
  expectations: Expectations,
  results: CheckResults,
): Untimed<ExpectationEvent | ExpectationSkipEvent>[] {
  const { classes, alerts, maxIncomplete, noLeak } = expectations;
  const events = [
    ...classes.map((one) => evaluateClass(one, results)),
    ...(maxIncomplete ? [evaluateIncomplete(maxIncomplete, results)] : []),
    ...alerts.filter(({ must }) => must !== 'be-ignored').map((one) => evaluateAlert(one, results)),
    ...noLeak.map((one) => evaluateLeak(one, results)),
  ];
  // In the order of the file, skipped ones first.
  const lineOf = (event: (typeof events)[number]): number => ('source' in event ? event.source.line : 0);
  return events.sort((a, b) => lineOf(a) - lineOf(b));
}

function evaluateIncomplete(
  { count, source }: NonNullable<Expectations['maxIncomplete']>,
  { observations, findings }: CheckResults,
): Untimed<ExpectationEvent> {
  const affected = observations.classes.filter(({ incomplete }) => incomplete > 0);
  const seen = affected.reduce((sum, { incomplete }) => sum + incomplete, 0);
  const passed = seen <= count;
  const why = findings.filter((one) => one.kind === 'trace-incomplete' && one.why !== undefined);
  const evidence = [
    { label: 'by class', text: affected.map((one) => `${one.class} ${one.incomplete}`).join(', ') },
    ...affected.flatMap(({ class: name, examples: { incomplete: example } }) =>
      example === undefined ? [] : [{ label: `example of class ${name}`, text: example }],
    ),
    ...why.map((one) => ({
      label: 'why',
      text: `${one.source ? `${describeSource(one.source)}: ` : ''}${one.why ?? ''}`,
    })),
  ];
  return expectationEvent(
    { name: 'traces are complete', expected: `${count === 0 ? 'no' : `at most ${count}`} incomplete traces`, source },
    { passed, observed: `${seen === 0 ? 'none' : seen} incomplete`, evidence: passed ? [] : evidence },
  );
}

function evaluateLeak(
  { pattern, source }: Expectations['noLeak'][number],
  { observations }: CheckResults,
): Untimed<ExpectationEvent> {
  // RegExp escapes slashes in its source.
  const { source: asRead } = new RegExp(pattern);
  const leaks = observations.leaks.filter((leak) => leak.pattern === pattern || leak.pattern === asRead);
  const times = leaks.reduce((sum, { count }) => sum + count, 0);
  return expectationEvent(
    { name: `no telemetry matches ${pattern}`, expected: 'no match', source },
    {
      passed: leaks.length === 0,
      observed: leaks.length === 0 ? 'no match' : `${times} ${times === 1 ? 'match' : 'matches'}`,
      evidence: leaks.map(({ exporter, place, count, example }) => ({
        label: `${exporter}, ${place}`,
        text: `${formatCount(count)} ${count === 1 ? 'match' : 'matches'}, for example ${example}`,
      })),
    },
  );
}
