import { UserError } from '../../lib/errors.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { formatCount, plural } from '../../lib/format/number.ts';
import { traceSplits } from '../analysis/sampling/split-traces.ts';
import type { ProposedFinding } from '../fixes/proposal.ts';
import { withNote } from '../fixes/with-note.ts';
import { traceSplit } from '../findings/trace-split.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { readTiers } from '../inputs/tiers/read-tiers.ts';
import type { CheckRequest } from '../request.ts';
import { runSimulation, type SimulationOptions } from './run-simulation.ts';

/** A fault-free minute has enough traces to see how they are spread. */
const verifiedMs = 60_000;

/** A split whose remedy is not a change that was tried already. As info it is about Collectors that are not simulated. */
const isSplit = ({ kind, severity, fix }: Finding): boolean =>
  kind === traceSplit.kind && severity !== 'info' && fix === undefined;

/**
 * Verifies the hint of findings about split traces: simulates a minute of the same traffic with `load_balancing` by trace
 * ID in place of the agents' exporters, and adds the result to the hint. Where that does not help, there is no hint. Other
 * findings are returned unchanged.
 */
export async function verifyBalancing(
  findings: readonly Finding[],
  simulation: SimulationOptions,
  { request, collector }: { request: CheckRequest; collector: AdaptedCollector },
): Promise<readonly Finding[]> {
  if (!findings.some(isSplit)) return findings;
  // With a tail sampler in the agents a load balancer behind them changes nothing.
  if ((simulation.tiers?.agent.samplers.length ?? 0) > 0) return withoutBalancing(findings);
  const result = await simulateBalanced(simulation, request, collector).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return findings.map((one) => {
    if (!isSplit(one)) return one;
    const { hint, ...rest } = one;
    return result === undefined || hint === undefined ? rest : { ...rest, hint: withNote(hint, `verified: ${result}`) };
  });
}

/** The hints of findings about split traces where nothing is verified. */
export function withoutBalancing(findings: readonly ProposedFinding[]): ProposedFinding[] {
  return findings.map((one) =>
    isSplit(one) && one.proposal === undefined && one.hint !== undefined
      ? { ...one, hint: withNote(one.hint, 'not verified') }
      : one,
  );
}

/** The result of a minute with a load balancer; undefined if it does not help, or not alone. */
function simulateBalanced(
  { traffic, ...options }: SimulationOptions,
  request: CheckRequest,
  collector: AdaptedCollector,
): Promise<string | undefined> {
  const tiers = readTiers(request, collector, { balancesTraces: true });
  const minute = { ...traffic, warmUpMs: 0, baselineMs: verifiedMs, faultSchedule: [] };
  return runSimulation({ ...options, tiers, traffic: minute, onEvent: () => undefined }, (observations) => {
    const sum = (of: 'sent' | 'kept' | 'incomplete'): number =>
      observations.classes.reduce((all, one) => all + one[of], 0);
    const isWhole = traceSplits({ tiers, collector, observations }).length === 0;
    if (!isWhole || sum('kept') === 0 || sum('incomplete') > 0) return undefined;
    return (
      `in a minute of this traffic each of ${plural(sum('sent'), 'trace')} reached one gateway, and all ` +
      `${formatCount(sum('kept'))} kept ones are complete`
    );
  });
}
