import type { Finding } from '../../lib/events/finding.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import type { ClassAccount, Observations } from '../run/observations.ts';
import { unknownUses } from './attribute-uses.ts';
import { Counted } from './counted.ts';
import { hastyRoots, hastyWaits } from './decision-wait.ts';
import { type Loss, lossesOf } from './losses.ts';
import { allPolicies, isAboutErrors, labelOf, slowThreshold } from './policies.ts';
import { traceProcessors } from './trace-path.ts';
import { at, counts, duration, list, share, traces, withSource } from './words.ts';

/** Errors that are not all kept though a policy is about them, slow traces likewise, and where they were lost. */
export function findLostClasses(collector: AdaptedCollector, observations: Observations): Finding[] {
  const policies = allPolicies(collector).map(({ policy }) => policy);
  const about: Record<string, PolicySource[]> = {
    error: policies.filter(isAboutErrors),
    slow: policies.filter((policy) => slowThreshold(policy) !== undefined),
  };
  return observations.classes.flatMap((account) => {
    const own = about[account.class];
    if (own === undefined || account.kept >= account.sent) return [];
    if (own.length > 0) return [lost(account, own, collector, observations)];
    return account.class === 'error' && isSampling(collector, observations)
      ? [byChance(account, collector, observations)]
      : [];
  });
}

function lost(
  account: ClassAccount,
  policies: readonly PolicySource[],
  collector: AdaptedCollector,
  observations: Observations,
): Finding {
  const { class: name, sent, kept, examples } = account;
  const names = policies.map((policy) => policy.name);
  const head = headLoss(account, observations, names);
  const isByHeadAlone = head !== undefined && (observations.headDropped?.[name] ?? 0) >= sent - kept;
  const losses = [
    ...(head ? [head] : []),
    ...(isByHeadAlone ? [] : thresholds(account, policies, observations)),
    ...(isByHeadAlone ? [] : hasty(account, collector, observations)),
    ...(isByHeadAlone ? [] : lossesOf(collector, observations, names)),
  ];
  const [first] = losses;
  const reason = first ?? unclaimed(policies, collector, observations);
  return {
    kind: 'class-lost',
    severity: 'problem',
    subject: name,
    message: `${sent - kept} of ${traces(sent)} of class ${name} were lost, though ${subjects(policies)} to keep them`,
    why: (first ? losses : [reason]).map(({ text }) => text).join('; '),
    hint: reason.hint,
    ...withSource(reason.source ?? policies[0]?.source),
    evidence: [
      { label: 'kept by', text: counts(account.policies) || 'nothing' },
      ...(examples.lost === undefined ? [] : [{ label: 'a lost trace', text: examples.lost }]),
    ],
  };
}

function headLoss(
  { class: name, sent, kept }: ClassAccount,
  { headDropped = {} }: Observations,
  policies: readonly string[],
): Loss | undefined {
  const dropped = headDropped[name] ?? 0;
  if (dropped === 0) return undefined;
  const reached = sent - dropped;
  return {
    text:
      `the head sampler dropped ${dropped} of them (${share(dropped, sent)}) before the tail sampler could see them; ` +
      `of the ${reached} that reached it ${kept} were kept, and ${policies.join(' and ')} alone would have been asked for all ${sent}`,
    hint: 'Sample at the tail only: let the SDKs send every trace (parentbased_always_on).',
  };
}

/** A latency policy whose threshold lies above what the traffic calls slow keeps what it is told to. */
function thresholds(
  { class: name }: ClassAccount,
  policies: readonly PolicySource[],
  { slowMs }: Observations,
): Loss[] {
  if (name !== 'slow') return [];
  return policies.flatMap((policy) => {
    const threshold = slowThreshold(policy) ?? 0;
    if (threshold <= slowMs) return [];
    return [
      {
        text: `policy ${policy.name}${at(policy.source)} begins at ${duration(threshold)}, and this traffic calls slow what lasts longer than ${duration(slowMs)}`,
        hint: `Lower threshold_ms of ${policy.name}, or raise what the traffic calls slow.`,
        source: policy.source,
      },
    ];
  });
}

/** Decided before all of it had come, a trace is judged by what was there, and late spans follow the decision. */
function hasty({ longestLostMs }: ClassAccount, collector: AdaptedCollector, observations: Observations): Loss[] {
  const late = new Counted(observations).sum('processor_tail_sampling_sampling_late_span_age_count');
  if (late === 0) return [];
  const waits = longestLostMs === undefined ? [] : hastyWaits(collector, longestLostMs);
  return waits.length > 0
    ? waits.map((wait) => ({ ...wait, text: `${wait.text}; ${late} spans came after the decision of their trace` }))
    : hastyRoots(collector, late);
}

function unclaimed(policies: readonly PolicySource[], collector: AdaptedCollector, observations: Observations): Loss {
  const counted = new Counted(observations);
  const votes = counted.by('processor_tail_sampling_count_traces_sampled', 'policy', { sampled: 'true' });
  const claims = policies.map(
    (policy) => `policy ${policy.name}${at(policy.source)} claimed ${votes[labelOf(policy)] ?? 0} traces`,
  );
  const unknown = unknownUses(collector, observations).find(({ policy }) =>
    policies.some(({ name }) => name === policy),
  );
  if (unknown) {
    return {
      text: `${claims.join(', ')}: ${unknown.why}`,
      hint: unknown.hint ?? `Ask for an attribute that there is in place of ${unknown.use.key}.`,
      source: unknown.use.source ?? policies[0]?.source,
    };
  }
  return {
    text: `${claims.join(', ')}: its condition does not hold for the lost ones`,
    hint: 'Compare the condition with the attributes of a lost trace.',
    source: policies[0]?.source,
  };
}

function byChance(
  { sent, kept, policies, examples }: ClassAccount,
  { samplers, pipelines, sourceOf }: AdaptedCollector,
  { headDropped }: Observations,
): Finding {
  const head = headDropped?.error ?? 0;
  const drawing = traceProcessors(pipelines).filter((id) => typeOf(id) === 'probabilistic_sampler');
  const why = samplers.length > 0 ? 'no policy is about errors' : `${list(drawing)} asks for no error: it draws lots`;
  const dropped = `the head sampler dropped ${head} of them first`;
  return {
    kind: 'class-lost',
    severity: 'warning',
    subject: 'error',
    message: `${share(kept, sent)} of the errors are kept, by chance: ${kept} of ${traces(sent)}`,
    why: [...(samplers.length + drawing.length > 0 ? [why] : []), ...(head > 0 ? [dropped] : [])].join(', and '),
    hint:
      samplers.length > 0
        ? 'Add a tail_sampling policy that keeps errors, such as an ottl_condition on span.status.code.'
        : 'Sample at the tail: a tail_sampling processor with a policy that keeps errors, and one that draws lots for the rest.',
    ...withSource(samplers[0]?.source ?? sourceOf(['processors', drawing[0] ?? ''])),
    evidence: [
      { label: 'kept by', text: counts(policies) || 'nothing' },
      ...(examples.lost === undefined ? [] : [{ label: 'a lost trace', text: examples.lost }]),
    ],
  };
}

/** Whether traces are sampled at all: without it what is lost is no matter of chance. */
function isSampling({ samplers, pipelines }: AdaptedCollector, { headDropped }: Observations): boolean {
  if (samplers.length > 0 || headDropped !== undefined) return true;
  return traceProcessors(pipelines).some((id) => typeOf(id) === 'probabilistic_sampler');
}

function subjects(policies: readonly PolicySource[]): string {
  const names = policies.map(({ name }) => name);
  return names.length === 1 ? `policy ${names.join('')} is there` : `the policies ${names.join(' and ')} are there`;
}
