import type { Finding } from '../../lib/events/finding.ts';
import type { AdaptedCollector, PolicySource } from '../inputs/collector/adapted-collector.ts';
import type { ClassAccount, Observations } from '../run/observations.ts';
import { unknownUses } from './attribute-uses.ts';
import { Counted } from './counted.ts';
import { allPolicies, isAboutErrors, labelOf, partsOf, slowThreshold } from './policies.ts';
import { counts, duration, traces, withSource } from './words.ts';

const votesOf = 'processor_tail_sampling_count_traces_sampled';
const hintUnknown =
  'If your services send it, describe them in a traffic file (docs/traffic.md); else no trace is ever kept for it.';
/** Fewer traces than these say nothing about a policy. */
const enough = 20;

/** Policies that claimed nothing in the whole run, though there was what they ask for. */
export function findIdlePolicies(collector: AdaptedCollector, observations: Observations): Finding[] {
  const counted = new Counted(observations);
  const received = counted.sum('processor_tail_sampling_new_trace_id_received');
  if (received < enough) return [];
  const votes = counted.by(votesOf, 'policy', { sampled: 'true' });
  const drops = counted.by(votesOf, 'policy', { decision: 'dropped' });
  return idle(collector, (label) => (votes[label] ?? 0) + (drops[label] ?? 0)).flatMap(
    ({ policy, sampler }): Finding[] => {
      const { name, type, source } = policy;
      const unknown = unknownUses(collector, observations).filter((use) => use.policy === name);
      const [first] = unknown;
      const found = {
        kind: 'policy-never-decides' as const,
        subject: name,
        message: `Policy ${name} of type ${type} claimed none of ${traces(received)} that ${sampler.id} received`,
        ...withSource(source),
        evidence: [],
      };
      if (first) {
        const why = unknown.map((one) => one.why).join('; ');
        // An attribute of one's own, which only the traffic lacks, looks like one that nobody sends: without a likeness it stays open.
        return first.hint === undefined
          ? [{ ...found, severity: 'warning', why, hint: hintUnknown }]
          : [{ ...found, severity: 'problem', why, hint: first.hint }];
      }
      const reason = reasonOf(policy, observations, drops);
      return reason ? [{ ...found, ...reason }] : [];
    },
  );
}

/** Policies that have no votes by `votes`, which is asked for the label of each. */
export function idle(collector: AdaptedCollector, votes: (label: string) => number): ReturnType<typeof allPolicies> {
  return allPolicies(collector).filter(({ policy }) => votes(labelOf(policy)) === 0);
}

/** Why a policy may have claimed nothing; undefined where there was nothing for it, as errors in traffic without any. */
function reasonOf(
  policy: PolicySource,
  { classes, slowMs }: Observations,
  drops: Readonly<Record<string, number>>,
): Pick<Finding, 'severity' | 'why' | 'hint'> | undefined {
  const accountOf = (name: string): ClassAccount | undefined => classes.find((one) => one.class === name);
  const sent = (name: string): number => accountOf(name)?.sent ?? 0;
  const isLost = (name: string): boolean => (accountOf(name)?.kept ?? 0) < sent(name);
  const threshold = slowThreshold(policy);
  const isForErrors = isAboutErrors(policy);
  const [slow, errors] = [sent('slow'), sent('error')];
  if (threshold !== undefined && slow === 0 && !(isForErrors && errors > 0)) return undefined;
  if (isForErrors && errors === 0 && threshold === undefined) return undefined;
  // What they are there for was lost: of that is told why, and this is what follows from it.
  if ((isForErrors && isLost('error')) || (threshold !== undefined && isLost('slow'))) return undefined;
  if (Object.keys(drops).length > 0) {
    return {
      severity: 'warning',
      why: `no policy is asked about what a drop policy takes first: ${counts(drops)}`,
      hint: 'See whether what it is for is dropped.',
    };
  }
  if (threshold !== undefined) {
    return {
      severity: 'warning',
      why: `its threshold is ${duration(threshold)}; ${traces(slow)} lasted longer than ${duration(slowMs)}`,
      hint: 'Lower threshold_ms.',
    };
  }
  if (isForErrors) {
    return {
      severity: 'warning',
      why: `there were ${traces(errors)} of class error, and its condition held for none of them`,
      hint: 'Compare its condition with the attributes of such a trace.',
    };
  }
  return {
    severity: 'note',
    why: 'nothing in this traffic fulfils its condition',
    hint: 'Describe traffic that it is meant for in a traffic file, or take the policy out.',
  };
}

/** Policies that claim every trace, so that the others decide nothing. */
export function findAllDecidingPolicies(collector: AdaptedCollector, observations: Observations): Finding[] {
  const counted = new Counted(observations);
  const votes = counted.by(votesOf, 'policy', { sampled: 'true' });
  const asked = counted.by(votesOf, 'policy');
  return allPolicies(collector).flatMap(({ policy, sampler }): Finding[] => {
    const { name, type, source } = policy;
    const all = asked[labelOf(policy)] ?? 0;
    if (sampler.policies.length < 2 || type === 'drop' || all < enough || votes[labelOf(policy)] !== all) return [];
    if (isByChance(policy)) return [];
    const others = sampler.policies.filter((other) => other.name !== name && other.type !== 'drop');
    if (others.length === 0) return [];
    return [
      {
        kind: 'policy-decides-everything',
        // With a policy that draws lots less than everything was meant to be kept.
        severity: others.some((other) => isByChance(other)) ? 'problem' : 'warning',
        subject: name,
        message: `Policy ${name} claimed each of ${traces(all)}, so that the other policies of ${sampler.id} decide nothing`,
        why: whyAll(policy),
        hint: hintAll(policy),
        ...withSource(source),
        evidence: [{ label: 'the others', text: others.map((other) => other.name).join(', ') }],
      },
    ];
  });
}

function isByChance(policy: PolicySource): boolean {
  return partsOf(policy).some(({ type }) => type === 'probabilistic' || type.endsWith('_limiting'));
}

function hintAll(policy: PolicySource): string {
  const { name, type } = policy;
  const threshold = slowThreshold(policy);
  if (type === 'always_sample') return `Take ${name} out where less is to be kept.`;
  if (type === 'latency' && threshold !== undefined) {
    const meant = threshold > 0 && threshold < 60 ? `: for ${threshold} s write ${1000 * threshold}` : '';
    return `threshold_ms counts milliseconds${meant}. Set it to what is slow for these services.`;
  }
  return 'Select the route at the root span, or put the condition into an "and" policy with a probabilistic one.';
}

function whyAll(policy: PolicySource): string {
  const { type } = policy;
  if (type === 'latency')
    return `every trace lasts longer than its threshold of ${duration(slowThreshold(policy) ?? 0)}`;
  if (type === 'always_sample')
    return 'always_sample claims whatever comes, and one policy that claims a trace is enough';
  const isAttribute = type.endsWith('_attribute');
  return isAttribute
    ? 'what it asks for is in every trace: an attribute is looked for in all of its spans and resources'
    : 'its condition holds for every trace';
}
