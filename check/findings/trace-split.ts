import { formatList } from '../../lib/format/list.ts';
import { formatCount, plural } from '../../lib/format/number.ts';
import { reportCauses } from '../analysis/sampling/cause.ts';
import { type SplitInputs, traceSplits } from '../analysis/sampling/split-traces.ts';
import { type UnbalancedReplicas, unbalancedReplicas } from '../analysis/sampling/unbalanced-replicas.ts';
import type { Replicas } from '../inputs/collector/manifests/replicas.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const traceSplit: FindingDefinition<Pick<FindingInputs, 'tiers' | 'collector' | 'observations'>> = {
  kind: 'trace-split',
  category: 'sampling',
  severity: 'error',
  summary: 'The spans of a trace reach several tail samplers, each of which decides on its part.',
  docs: {
    meaning:
      'Found in a check of [two tiers](../check.md#agents-and-gateways). A tail sampler needs all spans of a trace. Agents ' +
      'that send to a plain Service spread their connections over the gateways, and a `load_balancing` exporter that ' +
      'routes by service sends each service to another one. Every gateway then decides on its own: one keeps its part of ' +
      'a trace, another drops the rest. Policies that decide by trace ID alone, such as `probabilistic`, still agree. It is a ' +
      'warning where no trace of this traffic was incomplete. As info: a manifest starts several Collectors with a tail ' +
      'sampler, and a check without agents simulates one.',
    example:
      'The spans of 6,412 of 14,266 traces reach several tail samplers through otlp_grpc/gateway; 2,121 kept traces ' +
      'are incomplete',
    action:
      'Send from the agents with a `load_balancing` exporter with `routing_key: traceID`, whose resolver finds every ' +
      'gateway: `k8s`, or `dns` with a headless Service. `sandbox export kubernetes` writes such a configuration.',
  },
  find(inputs) {
    const unbalanced = unbalancedReplicas(inputs);
    return [...splitTraces(inputs), ...(unbalanced ? [describe(unbalanced)] : [])];
  },
};

function splitTraces(inputs: SplitInputs): Found[] {
  const { classes } = inputs.observations;
  const sum = (of: 'sent' | 'incomplete'): number => classes.reduce((all, one) => all + one[of], 0);
  return traceSplits(inputs).map(({ subject, traces, cause }) => {
    const { changes, ...reported } = reportCauses([cause]);
    const incomplete = sum('incomplete');
    const example = classes.map(({ examples }) => examples.incomplete).find((id) => id !== undefined);
    return {
      // Samplers that agree on every trace lose nothing yet.
      severity: incomplete > 0 ? 'error' : 'warning',
      subject,
      message:
        `The spans of ${formatCount(traces)} of ${plural(sum('sent'), 'trace')} reach several tail samplers through ` +
        `${subject}; ${incomplete === 0 ? 'no kept trace is' : isOrAre(incomplete)} incomplete`,
      ...reported,
      // Without changes of the files, another simulation verifies it: verify-balancing.ts.
      hint: cause.hint,
      ...(changes.length > 0 ? { proposal: { changes, length: 'short' as const } } : {}),
      source: cause.source,
      evidence: example === undefined ? [] : [{ label: 'an incomplete trace', text: example }],
    };
  });
}

function describe({ replicas: { owner, number }, samplers }: UnbalancedReplicas): Found {
  const isGateway = number.of === 'count' || number.of === 'up-to';
  return {
    severity: 'info',
    subject: owner,
    message: `${owner} runs ${howMany(number)}, each with its own ${formatList(samplers.map(({ id }) => id))}; this check simulates one`,
    why: 'A tail sampler needs all spans of a trace. Which of these Collectors receive them depends on the senders, which are not part of this check.',
    hint: isGateway
      ? 'Check it behind its agents, with --agent FILE. Applications that send directly to its Service split their traces.'
      : 'Sample in a gateway behind these agents, and check both: --agent FILE --collector GATEWAY.',
    source: samplers[0]?.source,
  };
}

function howMany(number: Replicas['number']): string {
  if (number.of === 'count') return plural(number.count, 'replica');
  if (number.of === 'up-to') return `up to ${plural(number.count, 'replica')}`;
  return number.of === 'node' ? 'on each node' : 'in each pod';
}

function isOrAre(count: number): string {
  return `${plural(count, 'kept trace')} ${count === 1 ? 'is' : 'are'}`;
}
