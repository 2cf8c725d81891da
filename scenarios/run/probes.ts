import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { checkMetric } from '../expectations/queries.ts';
import { describeTolerance } from '../expectations/tolerance.ts';
import { latencyAt, type SentRequest } from '../load/sent-request.ts';
import { pacedMs } from '../pace.ts';
import type { Probe } from '../scenario.ts';
import type { RunContext } from './context.ts';

/** How far probes of the load look back, in production time; at any pace long enough for the slowest requests. */
const recent = '1m';
const leastRecentMs = 3000;
/** With fewer requests a probe of the load does not pass. */
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

/** Evaluates probes until one does not pass; its observation is the result's. */
export async function checkProbes(probes: readonly Probe[], context: RunContext): Promise<ExpectationResult> {
  const seen: string[] = [];
  for (const probe of probes) {
    const { passed, observed } = await checkProbe(probe, context);
    if (!passed) return { passed, observed: `${describeProbe(probe)}: ${observed}`, evidence: [] };
    seen.push(observed);
  }
  return { passed: true, observed: seen.join('; '), evidence: [] };
}

function recentRequests({ load, pace }: RunContext): SentRequest[] {
  return load.recent(Math.max(leastRecentMs, pacedMs(recent, pace)));
}

async function checkProbe(probe: Probe, context: RunContext): Promise<Pick<ExpectationResult, 'passed' | 'observed'>> {
  switch (probe.type) {
    case 'healthy': {
      await context.clients.health(context.signal);
      return { passed: true, observed: 'healthy' };
    }
    case 'load-errors': {
      const requests = recentRequests(context);
      const failed = requests.filter(({ status }) => status === undefined || status >= 500).length;
      return {
        passed: requests.length >= fewest && failed / requests.length <= probe.max,
        observed: `${failed} of ${requests.length} failed${failed > 0 ? `; failures of all requests: ${formatCounts(context.load.stats.failures)}` : ''}`,
      };
    }
    case 'load-latency': {
      const requests = recentRequests(context);
      const latency = latencyAt(requests, probe.quantile);
      const observed = `${formatDuration(latency)} over ${plural(requests.length, 'request')}`;
      return { passed: requests.length >= fewest && latency <= probe.maxMs, observed };
    }
    case 'metric': {
      const { passed, observed } = await checkMetric(probe, context);
      return { passed, observed: `${probe.name} ${observed}` };
    }
    case 'alert-inactive': {
      const state = context.watch.stateOf(probe.alertname);
      return { passed: state === 'inactive', observed: `${probe.alertname} ${state}` };
    }
  }
}
