import { formatDuration } from '../../lib/duration/format-duration.ts';
import { plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { type Checked, describeTolerance } from '../expectations/check.ts';
import { checkMetric } from '../expectations/queries.ts';
import { latencyAt, type SentRequest } from '../load/truth.ts';
import { pacedMs } from '../pace.ts';
import type { Probe } from '../scenario.ts';
import type { RunContext } from './context.ts';

/** Probes of the load look back so far, in production time; at any pace long enough for the slowest requests that are to be seen. */
const recent = '1m';
const leastRecentMs = 3000;
/** Fewer requests than this say nothing. */
const fewest = 10;

export function describeProbe(probe: Probe): string {
  switch (probe.type) {
    case 'healthy':
      return 'the gateway answers its health check';
    case 'load-errors':
      return `at most ${formatPercent(probe.max)} of requests fail`;
    case 'load-latency':
      return `${formatPercent(probe.quantile)} of requests take at most ${formatDuration(probe.maxMs)}`;
    case 'metric':
      return `${probe.name}: ${describeTolerance(probe.tolerance)}`;
    case 'alert-inactive':
      return `${probe.alertname} is inactive`;
  }
}

/** Asks every probe; the first that does not hold says what was seen. */
export async function checkProbes(probes: readonly Probe[], context: RunContext): Promise<Checked> {
  const seen: string[] = [];
  for (const probe of probes) {
    const { held, observed } = await checkProbe(probe, context);
    if (!held) return { held, observed: `${describeProbe(probe)}: ${observed}`, evidence: [] };
    seen.push(observed);
  }
  return { held: true, observed: seen.join('; '), evidence: [] };
}

function recentRequests({ load, pace }: RunContext): SentRequest[] {
  return load.recent(Math.max(leastRecentMs, pacedMs(recent, pace)));
}

async function checkProbe(probe: Probe, context: RunContext): Promise<Pick<Checked, 'held' | 'observed'>> {
  switch (probe.type) {
    case 'healthy': {
      await context.clients.health(context.signal);
      return { held: true, observed: 'healthy' };
    }
    case 'load-errors': {
      const requests = recentRequests(context);
      const failed = requests.filter(({ status }) => status === undefined || status >= 500).length;
      return {
        held: requests.length >= fewest && failed / requests.length <= probe.max,
        observed: `${failed} of ${requests.length} failed`,
      };
    }
    case 'load-latency': {
      const requests = recentRequests(context);
      const latency = latencyAt(requests, probe.quantile);
      const observed = `${formatDuration(latency)} over ${plural(requests.length, 'request')}`;
      return { held: requests.length >= fewest && latency <= probe.maxMs, observed };
    }
    case 'metric': {
      const { held, observed } = await checkMetric(probe, context);
      return { held, observed: `${probe.name} ${observed}` };
    }
    case 'alert-inactive': {
      const state = context.watch.stateOf(probe.alertname);
      return { held: state === 'inactive', observed: `${probe.alertname} ${state}` };
    }
  }
}
