import type { Problems } from '../../lib/yaml/problems.ts';
import { proxyService } from '../proxy/proxy-service.ts';
import type { Probe, ScenarioInput } from '../scenario.ts';
import { splitRequest } from './application-schema.ts';
import type { SteadyLimits } from '../catalog/probes.ts';
import type { ScenarioFile } from './schema.ts';

/** A load without `requests`. */
const defaultRequests = ['GET /'] as const;

type Requests = NonNullable<ScenarioInput['load']['requests']>;

/** The requests to the user's own application. */
export function applicationRequests({ load }: ScenarioFile, problems: Problems): Requests {
  const written = load?.requests ?? defaultRequests;
  if (!Array.isArray(written)) {
    problems.add(['load', 'requests'], 'with target, requests is a list: [GET /, POST /orders].');
    return [];
  }
  return written.map((one) => {
    const { request, name = request, ...rest } = typeof one === 'string' ? { request: one } : one;
    return { ...splitRequest(request), name, ...rest };
  });
}

/** Adds a problem unless the target is on this machine: a load with faults must not meet a system of other people. */
export function checkTarget(target: string, allowRemote: boolean, problems: Problems): void {
  const { hostname, protocol } = new URL(target);
  if (!['http:', 'https:'].includes(protocol)) {
    problems.add(['target'], `target must be an http or https URL, not ${protocol.slice(0, -1)}.`);
    return;
  }
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  if (isLocal || allowRemote) return;
  problems.add(
    ['target'],
    `target is ${hostname}, which is not this machine. A load with faults could disturb other users of that system: ` +
      'if it is yours alone, allow it with --allow-remote-target.',
  );
}

/** A healthy application: requests succeed and are fast, and its spans reach the stack. */
export function applicationProbes({ maxErrors, p95Ms, alerts }: SteadyLimits, service: string | undefined): Probe[] {
  const own = service === undefined ? `service_name!="${proxyService}"` : `service_name="${service}"`;
  return [
    { type: 'load-errors', max: maxErrors },
    { type: 'load-latency', quantile: 0.95, maxMs: p95Ms },
    {
      type: 'metric',
      name: `server spans of ${service ?? 'the application'} per request`,
      query: `sum(rate(traces_span_metrics_calls_total{${own}, span_kind="SPAN_KIND_SERVER"}[1m])) / $arrivals`,
      tolerance: { min: 0.2 },
    },
    ...alerts.map((alertname): Probe => ({ type: 'alert-inactive', alertname })),
  ];
}
