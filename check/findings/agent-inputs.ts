import { agentPrefix, type Tiers } from '../inputs/tiers/tiers.ts';
import type { Leak, Observations } from '../run/observations.ts';
import type { FindingInputs } from './inputs.ts';

/** The inputs of findings about the gateways, of a check of two tiers: without what the agents' own exporters sent. */
export function gatewayInputs(inputs: FindingInputs): FindingInputs {
  const { tiers, collector, observations } = inputs;
  if (!tiers) return inputs;
  return {
    ...inputs,
    // What an agent adds, the gateways get.
    collector: {
      ...collector,
      attributes: [...tiers.agent.attributes.filter(({ writes }) => writes), ...collector.attributes],
    },
    observations: { ...observations, leaks: observations.leaks.filter((leak) => !isOfAgent(leak)) },
  };
}

/** The same about the agents; undefined if there are none. */
export function agentInputs(inputs: FindingInputs): FindingInputs | undefined {
  const { tiers, observations } = inputs;
  if (!tiers || !observations.agents) return undefined;
  const { agents, leaks, ...rest } = observations;
  const own: Observations = {
    ...rest,
    ...agents,
    leaks: leaks.filter(isOfAgent).map((leak) => ({ ...leak, exporter: leak.exporter.slice(agentPrefix.length) })),
  };
  return { ...inputs, collector: tiers.agent, observations: own };
}

function isOfAgent({ exporter }: Leak): boolean {
  return exporter.startsWith(agentPrefix);
}
