import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { formatCount, formatNumber } from '../../lib/format/number.ts';
import { pacePromQL } from '../../stack/pacing/pace-promql.ts';
import { sampledShare } from '../load/sent-request.ts';
import { runWindow, type RunContext } from '../run/context.ts';
import type { ExpectationOf, Tolerance } from '../scenario.ts';
import { within } from './tolerance.ts';

/**
 * Queries Prometheus for one number, with the query's durations paced. `$arrivals` in it is the load's rate per second,
 * `$sampledArrivals` the part of it that head sampling sampled.
 */
export async function checkMetric(
  { query, tolerance }: { query: string; tolerance: Tolerance },
  { clients, pace, signal, scenario, load }: Pick<RunContext, 'clients' | 'pace' | 'signal' | 'scenario' | 'load'>,
): Promise<ExpectationResult> {
  const { arrivalsPerSecond } = scenario.load;
  const filled = query
    .replaceAll('$arrivals', String(arrivalsPerSecond))
    .replaceAll('$sampledArrivals', String(arrivalsPerSecond * sampledShare(load.requests)));
  const paced = pacePromQL(filled, pace);
  const samples = await clients.prometheus.query(paced, { signal });
  const evidence = [{ label: 'query', text: paced, url: clients.prometheus.graphUrl(paced) }];
  const [sample] = samples;
  if (!sample) return { passed: false, observed: 'no data', evidence };
  if (samples.length > 1) {
    return { passed: false, observed: `${samples.length} series where one number is expected`, evidence };
  }
  return { passed: within(sample.value, tolerance), observed: formatNumber(sample.value), evidence };
}

/** Lines are counted up to this number, which is above every tolerance. */
const mostLines = 5000;

/** Counts the run's log lines that a query selects. */
export async function checkLogs(
  { query, tolerance }: Pick<ExpectationOf<'logs'>, 'query' | 'tolerance'>,
  context: RunContext,
): Promise<ExpectationResult> {
  const { loki } = context.clients;
  const window = runWindow(context);
  const lines = await loki.queryRange(query, { ...window, limit: mostLines, signal: context.signal });
  const evidence = [{ label: 'query', text: query, url: loki.queryUrl(query, window) }];
  const [newest] = lines;
  const shown = newest === undefined ? [] : [{ label: 'newest line', text: newest.line }];
  const count = lines.length >= mostLines ? `${formatCount(mostLines)} or more` : formatCount(lines.length);
  return { passed: within(lines.length, tolerance), observed: `${count} lines`, evidence: [...evidence, ...shown] };
}
