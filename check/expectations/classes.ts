import type { Untimed } from '../../lib/events/emit.ts';
import { expectationEvent } from '../../lib/events/expectation-result.ts';
import type { Evidence, ExpectationEvent, ExpectationSkipEvent } from '../../lib/events/run-event.ts';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { nearest } from '../../lib/nearest.ts';
import { expectedKept } from '../../scenarios/sampling/ledger/expected.ts';
import type { ClassAccount } from '../run/observations.ts';
import type { CheckResults } from '../results.ts';
import type { Expectations } from './expectations.ts';
import { describeShare } from '../../scenarios/sampling/share.ts';

type ClassExpectation = Expectations['classes'][number];

/** Classes that every traffic may have: it depends on the faults and the Collector whether it has any. */
const alwaysPossible = new Set(['error', 'slow', 'client-error']);

/** A share of fewer traces than this is weak evidence. */
const smallSample = 5;

/**
 * Whether the traces of a class are sampled at random: by a head sampler, a probabilistic processor, or a probabilistic
 * policy that kept some of them.
 */
export function isByChance(account: ClassAccount, { collector, observations }: CheckResults): boolean {
  if (observations.headDropped) return true;
  const processors = Object.values(collector.pipelines).flatMap((pipeline) => pipeline.processors);
  if (processors.some((id) => id.split('/')[0] === 'probabilistic_sampler')) return true;
  const probabilistic = collector.samplers
    .flatMap(({ policies }) => policies)
    .filter((policy) => JSON.stringify([policy.type, policy.settings]).includes('"probabilistic"'));
  return probabilistic.some(({ name }) => (account.policies[name] ?? 0) > 0);
}

export function evaluateClass(
  expectation: ClassExpectation,
  results: CheckResults,
): Untimed<ExpectationEvent | ExpectationSkipEvent> {
  const { class: name, kept, source } = expectation;
  const { classes } = results.observations;
  const account = classes.find((one) => one.class === name);
  const expected = { name: `traces of class ${name} are kept`, expected: describeShare(kept), source };
  if (!account || account.sent === 0) {
    if (alwaysPossible.has(name)) {
      const slower = name === 'slow' ? ` took longer than ${formatDuration(results.observations.slowMs)}` : ' was sent';
      return { type: 'expect.skip', name: expected.name, reason: `no trace of the class ${name}${slower}` };
    }
    const known = classes.filter(({ sent }) => sent > 0).map((one) => one.class);
    const near = nearest(name, known);
    return expectationEvent(expected, {
      passed: false,
      observed: `no trace of the class ${name} was sent${near === undefined ? '' : `; did you mean ${near}?`}`,
      evidence: [{ label: 'classes in the traffic', text: known.join(', ') || 'none' }],
    });
  }
  const byChance = isByChance(account, results);
  const bounds = expectedKept(account.sent, kept, byChance);
  const passed = account.kept >= bounds.min && account.kept <= bounds.max;
  const evidence: Evidence[] = [];
  if (byChance && [kept.min, kept.max].some((share) => share > 0 && share < 1)) {
    const range =
      bounds.min === bounds.max ? formatCount(bounds.min) : `${formatCount(bounds.min)} to ${formatCount(bounds.max)}`;
    evidence.push({ label: 'accepted', text: `${range} of ${formatCount(account.sent)} traces (99.9% interval)` });
  }
  if (!passed) evidence.push(...decisions(account));
  if (account.kept < bounds.min) evidence.push(...losses(account, results));
  return expectationEvent(expected, { passed, observed: observed(account), evidence });
}

function observed({ sent, kept }: ClassAccount): string {
  const few = sent < smallSample ? '; weak evidence, because the sample is small' : '';
  return `${formatCount(kept)} of ${formatCount(sent)} (${formatPercent(kept / sent)})${few}`;
}

function decisions({ policies }: ClassAccount): Evidence[] {
  const kept = formatCounts(policies);
  return kept === '' ? [] : [{ label: 'kept by', text: kept }];
}

function losses(account: ClassAccount, { observations, findings }: CheckResults): Evidence[] {
  const headDropped = observations.headDropped?.[account.class] ?? 0;
  const { lost } = account.examples;
  return [
    ...(headDropped > 0
      ? [{ label: 'head sampling', text: `dropped ${formatCount(headDropped)} traces before the Collector` }]
      : []),
    ...(lost === undefined ? [] : [{ label: 'example of a lost trace', text: lost }]),
    ...findings
      .filter(({ kind, subject, why }) => kind === 'traces-lost' && subject === account.class && why !== undefined)
      .map(({ why = '' }) => ({ label: 'why', text: why })),
  ];
}
