import { nearest } from '../../lib/nearest.ts';
import { binomialInterval, type Interval } from '../../scenarios/sampling/ledger/binomial.ts';
import type { ClassAccount } from '../run/observations.ts';
import type { CheckResults } from '../results.ts';
import type { Expectations, Share } from './expectations.ts';
import type { Outcome } from './outcome.ts';
import { describeShare, percent } from './share.ts';

type ClassExpectation = Expectations['classes'][number];

/** Fewer traces than this tell little about a share. */
const handful = 5;

/** How many traces of a class may be kept; both ends included. */
export function allowed({ generated }: Pick<ClassAccount, 'generated'>, kept: Share, byChance: boolean): Interval {
  if (byChance)
    return { min: binomialInterval(generated, kept.min).min, max: binomialInterval(generated, kept.max).max };
  // Against the noise of floating point: 0.07 of 100 is 7.
  return { min: Math.ceil(generated * kept.min - 1e-6), max: Math.floor(generated * kept.max + 1e-6) };
}

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

export function evaluateClass(expectation: ClassExpectation, results: CheckResults): Outcome {
  const { class: name, kept, source } = expectation;
  const { classes } = results.observations;
  const account = classes.find((one) => one.class === name);
  const outcome = { name: `traces of class ${name} are kept`, expected: describeShare(kept), source };
  if (!account || account.generated === 0) {
    const known = classes.filter(({ generated }) => generated > 0).map((one) => one.class);
    const near = nearest(name, known);
    return {
      ...outcome,
      holds: false,
      observed: `no trace of the class ${name} was sent${near === undefined ? '' : `; did you mean ${near}?`}`,
      evidence: [{ label: 'classes of this traffic', text: known.join(', ') || 'none' }],
    };
  }
  const byChance = isByChance(account, results);
  const bounds = allowed(account, kept, byChance);
  const holds = account.kept >= bounds.min && account.kept <= bounds.max;
  const evidence: Outcome['evidence'] = [];
  if (byChance && [kept.min, kept.max].some((share) => share > 0 && share < 1)) {
    const range = bounds.min === bounds.max ? String(bounds.min) : `${bounds.min} to ${bounds.max}`;
    evidence.push({ label: 'with chance', text: `${range} of ${account.generated} would do (99.9 % interval)` });
  }
  if (!holds) evidence.push(...decisions(account));
  if (account.kept < bounds.min) evidence.push(...losses(account, results));
  return { ...outcome, holds, observed: observed(account), evidence };
}

function observed({ generated, kept }: ClassAccount): string {
  const few = generated < handful ? `; ${generated} ${generated === 1 ? 'trace tells' : 'traces tell'} little` : '';
  return `${kept} of ${generated} (${percent(kept / generated)})${few}`;
}

function decisions({ policies }: ClassAccount): Outcome['evidence'] {
  const kept = Object.entries(policies).map(([policy, count]) => `${policy} ${count}`);
  return kept.length > 0 ? [{ label: 'kept by', text: kept.join(', ') }] : [];
}

function losses(account: ClassAccount, { observations, findings }: CheckResults): Outcome['evidence'] {
  const headDropped = observations.headDropped?.[account.class] ?? 0;
  const { lost } = account.examples;
  return [
    ...(headDropped > 0 ? [{ label: 'head sampling', text: `let ${headDropped} never reach the Collector` }] : []),
    ...(lost === undefined ? [] : [{ label: 'a trace that was lost', text: lost }]),
    ...findings
      .filter(({ kind, subject, why }) => kind === 'traces-lost' && subject === account.class && why !== undefined)
      .map(({ why = '' }) => ({ label: 'why', text: why })),
  ];
}
