import type { AdaptedCollector } from '../collector/adapted-collector.ts';

/** The first of two tiers: agents, to which the services send, and which send to sampling gateways. */
export interface Tiers {
  /** The configuration of every agent. That of the gateways is the check's own Collector. */
  agent: AdaptedCollector;
  /** How many gateways there are. */
  gateways: number;
}

/** In front of the ID of an exporter of the agents, as the gateways may have one with the same ID. */
export const agentPrefix = 'agent ';

/** The name of the gateways' Service, which spreads connections over them. */
export const gatewayService = 'otel-gateway';
/** One each for two nodes, the fewest at which the spans of a trace come from several agents. */
export const agentHosts: readonly string[] = ['otel-agent-1', 'otel-agent-2'];
/** Two gateways are enough for everything that differs from one. */
export const defaultGateways = 2;
/** Each Collector takes about 100 MB. */
export const mostGateways = 8;

export function gatewayHosts({ gateways }: Pick<Tiers, 'gateways'>): string[] {
  return Array.from({ length: gateways }, (_, index) => `${gatewayService}-${index + 1}`);
}

/** The hosts with the check's own Collector: one, or the gateways. */
export function collectorHosts(tiers: Pick<Tiers, 'gateways'> | undefined): string[] {
  return tiers ? gatewayHosts(tiers) : ['otel-collector'];
}

/**
 * The agent of a replica, which are counted from 1 on: services take turns, so that those that call each other have
 * different ones, and so do the replicas of a service.
 */
export function agentOf(service: string, services: readonly string[], replica = 1): string {
  return agentHosts[(services.indexOf(service) + replica - 1) % agentHosts.length] ?? agentHosts[0] ?? '';
}
