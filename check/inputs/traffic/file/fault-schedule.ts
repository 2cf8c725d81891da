import { trafficSecrets } from '../secrets.ts';
import type { DrillFault, DrillStep, RequestKind } from '../traffic.ts';
import type { CallGraph } from './call-graph.ts';
import type { TrafficKey } from '../../../../simulation/services/fault-definition.ts';
import { findServiceFault } from '../../../../simulation/services/service-faults.ts';
import { trafficKeysOf } from './fault-keys.ts';
import { durationMs, shareOf } from './forms.ts';
import type { Problems } from './problems.ts';
import type { TrafficFile } from './schema.ts';

const minute = 60_000;
/** In ten minutes a rule with a window and a `for` of five minutes fires; in six a window of five empties. */
const usual = { forMs: 10 * minute, recoveryMs: 6 * minute };

type FaultInput = NonNullable<TrafficFile['drill']>[number]['faults'][number];

/** What goes wrong when. By default: errors where calls end, then latency there. */
export function drillOf(
  file: TrafficFile,
  graph: CallGraph,
  { requests, slowMs }: { requests: readonly RequestKind[]; slowMs: number },
  problems: Problems,
): DrillStep[] {
  if (file.drill) {
    return file.drill.map((step, index) => ({
      faults: step.faults.map((fault, at) => faultOf(fault, ['drill', index, 'faults', at], file, problems)),
      forMs: (step.for === undefined ? undefined : durationMs(step.for)) ?? usual.forMs,
      recoveryMs: (step.recovery === undefined ? undefined : durationMs(step.recovery)) ?? usual.recoveryMs,
    }));
  }
  const asked = requests.map(({ service, method, route }) => `${service} ${method} ${route}`);
  const service = graph.deepest(asked);
  if (service === undefined) return [];
  // Above the limit of what is slow, and above what rules usually call so; below the usual timeout as long as that limit is.
  const ms = Math.max(3500, 1.5 * slowMs);
  const faults: DrillFault[] = [
    { label: `errors at ${service}`, fault: 'error-rate', service, parameters: { rate: 0.5, status: 500 } },
    { label: `latency at ${service}`, fault: 'latency', service, parameters: { ms, jitterMs: ms / 7 } },
  ];
  return faults.map((fault) => ({ faults: [fault], ...usual }));
}

function faultOf(
  fault: FaultInput,
  path: readonly (string | number)[],
  { services }: TrafficFile,
  problems: Problems,
): DrillFault {
  const { fault: kind, service, label = `${kind} at ${service}`, ...others } = fault;
  const values: Readonly<Record<string, unknown>> = others;
  const keys = trafficKeysOf(kind);
  for (const key of Object.keys(values)) {
    if (keys.some(({ traffic }) => traffic.key === key)) continue;
    const may = keys.length === 0 ? 'nothing more' : keys.map(({ traffic }) => traffic.key).join(', ');
    problems.add([...path, key], `the fault ${kind} has no ${key}; it takes: ${may}`);
  }
  for (const { parameter, traffic } of keys) {
    if (parameter.required !== true || values[traffic.key] !== undefined) continue;
    problems.add(path, `the fault ${kind} needs ${traffic.key}: ${traffic.help}`);
  }
  if (!Object.hasOwn(services, service)) {
    problems.unknown([...path, 'service'], 'service', service, Object.keys(services));
  } else {
    const { routes = {}, consumes = {} } = services[service] ?? {};
    const known = [...Object.keys(routes), ...Object.keys(consumes).map((name) => `CONSUME ${name}`)];
    const chosen = (values.routes ?? []) as readonly string[];
    for (const [index, route] of chosen.entries()) {
      if (!known.includes(route)) problems.unknown([...path, 'routes', index], `route of ${service}`, route, known);
    }
  }
  const secrets = trafficSecrets.filter(({ parameter }) => findServiceFault(kind)?.parameters[parameter]);
  const parameters = Object.fromEntries([
    ...keys.flatMap(({ name, parameter, traffic }) => {
      const value = valueOf(values[traffic.key], traffic) ?? ('default' in parameter ? parameter.default : undefined);
      return value === undefined ? [] : [[name, value]];
    }),
    ...secrets.map(({ parameter, value }) => [parameter, value]),
  ]) as Record<string, unknown>;
  return { label, fault: kind, service, parameters };
}

/** A written value as the fault takes it; the schema has checked its form. */
function valueOf(written: unknown, { form }: TrafficKey): unknown {
  if (written === undefined) return undefined;
  if (form === 'share') return shareOf(written as string | number);
  return form === 'duration' ? durationMs(written as string) : written;
}
