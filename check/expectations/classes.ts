import type { Untimed } from '../../lib/events/emit.ts';
import { expectationEvent } from '../../lib/events/expectation-result.ts';
import type { Evidence, ExpectationEvent } from '../../lib/events/run-event.ts';
import { nearest } from '../../lib/nearest.ts';
import { expectedKept } from '../../scenarios/sampling/ledger/expected.ts';
import type { ClassAccount } from '../run/observations.ts';
import type { CheckResults } from '../results.ts';
import type { Expectations } from './expectations.ts';
import { describeShare, percent } from './share.ts';

type ClassExpectation = Expectations['classes'][number];

/** Fewer traces than this tell little about a share. */
const handful = 5;

/** Whether chance has a part in what is kept of a class: a policy that draws lots has kept some, or something in front of the policies. */
export function isByChance(account: ClassAccount, { collector, observations }: CheckResults): boolean {
  if (observations.headDropped) return true;
  const processors = Object.values(collector.pipelines).flatMap((pipeline) => pipeline.processors);
  if (processors.some((id) => id.split('/')[0] === 'probabilistic_sampler')) return true;
  const drawing = collector.samplers
    .flatMap(({ policies }) => policies)
    .filter((policy) => JSON.stringify([policy.type, policy.settings]).includes('"probabilistic"'));
  return drawing.some(({ name }) => (account.policies[name] ?? 0) > 0);
}

export function evaluateClass(expectation: ClassExpectation, results: CheckResults): Untimed<ExpectationEvent> {
  const { class: name, kept, source } = expectation;
  const { classes } = results.observations;
  const account = classes.find((one) => one.class === name);
  const expected = { name: `traces of class ${name} are kept`, expected: describeShare(kept), source };
  if (!account || account.sent === 0) {
    const known = classes.filter(({ sent }) => sent > 0).map((one) => one.class);
    const near = nearest(name, known);
    return expectationEvent(expected, {
      passed: false,
      observed: `no trace of the class ${name} was sent${near === undefined ? '' : `; did you mean ${near}?`}`,
      evidence: [{ label: 'classes of this traffic', text: known.join(', ') || 'none' }],
    });
  }
  const byChance = isByChance(account, results);
  const bounds = expectedKept(account.sent, kept, byChance);
  const passed = account.kept >= bounds.min && account.kept <= bounds.max;
  const evidence: Evidence[] = [];
  if (byChance && [kept.min, kept.max].some((share) => share > 0 && share < 1)) {
    const range = bounds.min === bounds.max ? String(bounds.min) : `${bounds.min} to ${bounds.max}`;
    evidence.push({ label: 'with chance', text: `${range} of ${account.sent} would do (99.9 % interval)` });
  }
  if (!passed) evidence.push(...decisions(account));
  if (account.kept < bounds.min) evidence.push(...losses(account, results));
  return expectationEvent(expected, { passed, observed: observed(account), evidence });
}

function observed({ sent, kept }: ClassAccount): string {
  const few = sent < handful ? `; ${sent} ${sent === 1 ? 'trace tells' : 'traces tell'} little` : '';
  return `${kept} of ${sent} (${percent(kept / sent)})${few}`;
}

function decisions({ policies }: ClassAccount): Evidence[] {
  const kept = Object.entries(policies).map(([policy, count]) => `${policy} ${count}`);
  return kept.length > 0 ? [{ label: 'kept by', text: kept.join(', ') }] : [];
}

function losses(account: ClassAccount, { observations, findings }: CheckResults): Evidence[] {
  const headDropped = observations.headDropped?.[account.class] ?? 0;
  const { lost } = account.examples;
  return [
    ...(headDropped > 0 ? [{ label: 'head sampling', text: `let ${headDropped} never reach the Collector` }] : []),
    ...(lost === undefined ? [] : [{ label: 'a trace that was lost', text: lost }]),
    ...findings
      .filter(({ kind, subject, why }) => kind === 'class-lost' && subject === account.class && why !== undefined)
      .map(({ why = '' }) => ({ label: 'why', text: why })),
  ];
}
