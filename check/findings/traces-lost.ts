import { formatCountsInText, formatList } from '../../lib/format/list.ts';
import { formatCount, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { reportCauses } from '../analysis/sampling/cause.ts';
import { lostClassCauses } from '../analysis/sampling/lost-classes.ts';
import { allPolicies, isAboutErrors, slowThreshold } from '../analysis/sampling/policies.ts';
import { isMostlyEvicted } from '../analysis/sampling/evictions.ts';
import { traceProcessors } from '../analysis/sampling/trace-path.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import type { ClassAccount, Observations } from '../run/observations.ts';
import type { Outcome } from '../fixes/proposal.ts';
import { keepClass, serverErrors } from '../analysis/sampling/policy-changes.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

type Inputs = Pick<FindingInputs, 'tiers' | 'collector' | 'observations'>;

export const tracesLost: FindingDefinition<Inputs> = {
  kind: 'traces-lost',
  category: 'sampling',
  severity: 'error',
  summary: 'Errors or slow traces are lost although a policy keeps them, or errors are kept at random only.',
  docs: {
    meaning:
      'Sampling loses traces that people search for. With a policy for the class it is an error; `why` lists where ' +
      'they were lost: head sampling, a filter or a `drop` policy, a rate limit, a decision before the trace was ' +
      'complete, `num_traces` too small, a full queue. Without a policy for errors it is a warning: errors are kept ' +
      'as rarely as everything else. It is info where the policies for errors are limited to other services or routes.',
    example: '301 of 612 traces of class error were lost, although policy errors keeps them',
    action: 'Follow the hint of the first cause; causes are in the order of the pipeline.',
    silence:
      'Declare the share that you want under `expect` in [sandbox.yaml](../sandbox-yaml.md): `classes: {error: 5%}`. ' +
      'The finding then counts only if that expectation fails.',
  },
  find({ tiers, collector, observations }) {
    const policies = allPolicies(collector).map(({ policy }) => policy);
    const about: Record<string, PolicySource[]> = {
      error: policies.filter(isAboutErrors),
      slow: policies.filter((policy) => slowThreshold(policy) !== undefined),
    };
    // traces-evicted reports that hardly any trace was decided on.
    if (isMostlyEvicted(observations)) return [];
    return observations.classes.flatMap((account) => {
      const own = about[account.class];
      if (own === undefined || account.kept >= account.sent) return [];
      const isInScope = account.lostInScope !== 0 || (observations.headDropped?.[account.class] ?? 0) > 0;
      if (own.length > 0 && isInScope) return [lost(account, own, { tiers, collector, observations })];
      if (own.length > 0) return account.class === 'error' ? [unclaimed(account, own, collector)] : [];
      const isRandom = account.class === 'error' && isSampling(collector, observations);
      return isRandom ? [keptAtRandom(account, { collector, observations })] : [];
    });
  },
};

function lost(account: ClassAccount, policies: readonly PolicySource[], inputs: Inputs): Found {
  const { class: name, sent, kept } = account;
  const causes = lostClassCauses(account, policies, inputs);
  const names = policies.map((policy) => policy.name);
  const { changes, ...reported } = reportCauses(causes);
  const isAll = account.lostInScope === undefined || account.lostInScope === sent - kept;
  const keepers = names.length === 1 ? `policy ${names.join('')} keeps` : `policies ${formatList(names)} keep`;
  return {
    subject: name,
    message:
      `${formatCount(sent - kept)} of ${plural(sent, 'trace')} of class ${name} were lost, although ` +
      `${keepers} ${isAll ? 'them' : `${formatCount(account.lostInScope ?? 0)} of them`}`,
    ...reported,
    proposal: { changes, length: 'whole', outcome: lostOf(name) },
    source: causes[0]?.source ?? policies[0]?.source,
    evidence: evidenceOf(account),
  };
}

/** Every policy for errors is limited to services, routes or the like that none of the lost traces has. */
function unclaimed(account: ClassAccount, policies: readonly PolicySource[], { samplers }: AdaptedCollector): Found {
  const { sent, kept } = account;
  const names = policies.map(({ name }) => name);
  return {
    severity: 'info',
    subject: 'error',
    message:
      `${formatCount(sent - kept)} of ${plural(sent, 'trace')} of class error are of no policy for errors: ` +
      `${formatList(names)} ${names.length === 1 ? 'is' : 'are'} about other traces`,
    source: policies[0]?.source ?? samplers[0]?.source,
    evidence: evidenceOf(account),
  };
}

function keptAtRandom(account: ClassAccount, { collector, observations }: Inputs): Found {
  const { samplers, pipelines, sourceOf } = collector;
  const { sent, kept } = account;
  const head = observations.headDropped?.error ?? 0;
  const probabilistic = traceProcessors(pipelines).filter((id) => typeOf(id) === 'probabilistic_sampler');
  const causes = [
    ...(samplers.length > 0
      ? ['No policy keeps errors.']
      : probabilistic.length > 0
        ? [`${formatList(probabilistic)} samples at random, whether a trace has errors or not.`]
        : []),
    ...(head > 0 ? [`Head sampling dropped ${head} of them.`] : []),
  ];
  return {
    severity: 'warning',
    subject: 'error',
    message:
      `${formatPercent(kept / sent)} of the errors were kept${kept > 0 ? ', at random' : ''}: ` +
      `${formatCount(kept)} of ${plural(sent, 'trace')}`,
    why: causes.join(' '),
    // Without a tail sampler there is nothing to change that a check could try.
    hint:
      samplers.length > 0
        ? `Add a tail_sampling policy that keeps errors: an ottl_condition with ${serverErrors}.`
        : undefined,
    proposal: samplers[0] && {
      changes: [keepClass(collector, samplers[0], { name: 'error', slowMs: observations.slowMs })],
      length: 'short',
      outcome: lostOf('error'),
    },
    source: samplers[0]?.source ?? sourceOf(['processors', probabilistic[0] ?? '']),
    evidence: evidenceOf(account),
  };
}

/** How many traces of a class are lost. */
function lostOf(name: string): (observations: Observations) => Outcome {
  return ({ classes }) => {
    const { sent = 0, kept = 0 } = classes.find((one) => one.class === name) ?? {};
    return { left: sent - kept, text: `${formatCount(kept)} of ${plural(sent, 'trace')} of class ${name} kept` };
  };
}

function evidenceOf({ policies, examples }: ClassAccount): NonNullable<Found['evidence']> {
  return [
    { label: 'kept by', text: formatCountsInText(policies) || 'nothing' },
    ...(examples.lost === undefined ? [] : [{ label: 'a lost trace', text: examples.lost }]),
  ];
}

/** Whether traces are sampled at all; without sampling they are not kept at random. */
function isSampling({ samplers, pipelines }: AdaptedCollector, { headDropped }: Observations): boolean {
  if (samplers.length > 0 || headDropped !== undefined) return true;
  return traceProcessors(pipelines).some((id) => typeOf(id) === 'probabilistic_sampler');
}
