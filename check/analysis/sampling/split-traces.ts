import { formatCount, plural } from '../../../lib/format/number.ts';
import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatList } from '../../../lib/format/list.ts';
import { inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector, AdaptedExporter } from '../../inputs/collector/adapted-collector.ts';
import type { Tiers } from '../../inputs/tiers/tiers.ts';
import type { Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import type { Cause } from './cause.ts';

/** What divides the spans of a trace among tail samplers that decide on their own. */
export interface TraceSplit {
  /** The component of the agents that does. */
  subject: string;
  /** How many traces arrived at several tail samplers. */
  traces: number;
  cause: Cause;
}

/** What a split is found from. `collector` is the configuration of the gateways. */
export interface SplitInputs {
  tiers?: Tiers | undefined;
  collector: AdaptedCollector;
  observations: Pick<Observations, 'classes' | 'collector' | 'agents' | 'headDropped'>;
}

/** Every split of traces in two tiers; none if each trace arrived at one tail sampler. */
export function traceSplits(inputs: SplitInputs): TraceSplit[] {
  const { tiers, collector, observations } = inputs;
  if (!tiers) return [];
  return [...betweenAgents(tiers.agent, observations), ...betweenGateways(tiers, collector, observations)];
}

/** A tail sampler in the agents gets the spans of the services on its node. */
function betweenAgents(agent: AdaptedCollector, observations: SplitInputs['observations']): TraceSplit[] {
  const [sampler] = agent.samplers;
  const traces = observations.agents ? surplus(observations.agents, observations) : 0;
  if (!sampler || traces === 0) return [];
  const { id: subject, source } = sampler;
  const cause = {
    text: `Each agent samples on its own, and has only the spans of the services on its node.`,
    source,
  };
  return [{ subject, traces, cause }];
}

/** An exporter of the agents sends the spans of a trace to several gateways. */
function betweenGateways(
  { agent, gateways }: Tiers,
  { samplers }: AdaptedCollector,
  observations: SplitInputs['observations'],
): TraceSplit[] {
  if (samplers.length === 0) return [];
  const traces = surplus(observations, observations);
  if (traces === 0) return [];
  const names = formatList(samplers.map(({ id }) => id));
  const place = sourceSuffix(samplers[0]?.source);
  return agent.exporters.filter(splitsTraces).map(({ id: subject, balancing }) => {
    const why =
      balancing?.by === 'key'
        ? `It chooses one of the ${formatCount(gateways)} gateways by ${balancing.key}, not by the trace.`
        : `It sends to a plain Service: each of its connections goes to one of ${plural(gateways, 'gateway')}, whatever the trace.`;
    const hint =
      balancing?.by === 'key'
        ? `Set routing_key of ${subject} to traceID.`
        : 'Use a load_balancing exporter with routing_key traceID, and a dns or k8s resolver for a headless Service.';
    const cause: Cause = {
      text: `${why} So ${names}${place} decides on a part of a trace, without the spans at other gateways.`,
      hint,
      changes:
        balancing?.by === 'key'
          ? [inCollector(agent, { op: 'set', path: ['exporters', subject, 'routing_key'], value: 'traceID' })]
          : [],
      source: agent.sourceOf(['exporters', subject, ...(balancing?.by === 'key' ? ['routing_key'] : [])]),
    };
    return { subject, traces, cause };
  });
}

function splitsTraces({ how, signals, balancing }: AdaptedExporter): boolean {
  if (how !== 'gateways' || !signals.includes('traces')) return false;
  return balancing?.by !== 'key' || balancing.key !== 'traceID';
}

/** How many more traces the tail samplers received than the services sent. */
function surplus(
  { collector }: Pick<Observations, 'collector'>,
  { classes, headDropped = {} }: Pick<Observations, 'classes' | 'headDropped'>,
): number {
  const received = new CollectorCounters({ collector }).sum('processor_tail_sampling_new_trace_id_received');
  const dropped = Object.values(headDropped).reduce((sum, count) => sum + count, 0);
  const sent = classes.reduce((sum, one) => sum + one.sent, 0) - dropped;
  return Math.min(sent, Math.max(0, received - sent));
}
