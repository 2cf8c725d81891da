import { loadSpike } from '../../../../scenarios/faults/load-spike.ts';
import { trafficSecrets } from '../secrets.ts';
import { usual } from '../step-durations.ts';
import type { FaultScheduleStep, ScheduledFault, Traffic } from '../traffic.ts';
import type { CallGraph } from './call-graph.ts';
import type { TrafficKey } from '../../../../simulation/services/fault-definition.ts';
import type { SystemModel } from '../../../../simulation/services/system.ts';
import { findServiceFault } from '../../../../simulation/services/service-faults.ts';
import { defaultSchedule } from './default-schedule.ts';
import { faultTargets } from './fault-targets.ts';
import { trafficKeysOf } from './fault-keys.ts';
import { durationMs, offsetMs, shareOf } from '../../../../lib/yaml/forms.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import { grpcMethod } from '../../../../simulation/services/rpc-library.ts';
import type { TrafficFile } from './schema.ts';
import { isGrpcMethod } from './targets.ts';

type FaultInput = NonNullable<TrafficFile['faults']>[number]['faults'][number];

/** The fault schedule of a file; the default one where it has none. */
export function faultScheduleOf(
  file: TrafficFile,
  graph: CallGraph,
  { services, requests, slowMs }: Pick<Traffic, 'requests' | 'slowMs'> & Pick<SystemModel, 'services'>,
  problems: Problems,
): FaultScheduleStep[] {
  if (file.faults) {
    return file.faults.map((step, index) => {
      const path = ['faults', index, 'faults'];
      const faults = step.faults.map((fault, at) => faultOf(fault, [...path, at], file, problems));
      for (const [at, { label }] of faults.entries()) {
        if (faults.findIndex((other) => other.label === label) === at) continue;
        problems.add([...path, at], `another fault of this step is named "${label}", too: give one of them a label`);
      }
      return {
        faults,
        forMs: (step.for === undefined ? undefined : durationMs(step.for)) ?? usual.forMs,
        recoveryMs: (step.recovery === undefined ? undefined : durationMs(step.recovery)) ?? usual.recoveryMs,
      };
    });
  }
  const requested = requests.map(({ service, method, route }) => `${service} ${method} ${route}`);
  const targets = faultTargets(services, graph, requested);
  return targets ? defaultSchedule(targets, slowMs) : [];
}

function faultOf(
  fault: FaultInput,
  path: readonly (string | number)[],
  { services }: TrafficFile,
  problems: Problems,
): ScheduledFault {
  const { fault: kind, service, label, ...others } = fault;
  const values: Readonly<Record<string, unknown>> = others;
  if (kind === loadSpike.name) return loadSpikeOf(fault, path, problems);
  if (service === undefined) {
    problems.add(path, `the fault ${kind} needs a service`);
    return { label: kind, fault: kind, service: '', parameters: {} };
  }
  const keys = trafficKeysOf(kind);
  for (const key of Object.keys(values)) {
    if (keys.some(({ traffic }) => traffic.key === key)) continue;
    const allowed = keys.length === 0 ? 'no other keys' : keys.map(({ traffic }) => traffic.key).join(', ');
    problems.add([...path, key], `the fault ${kind} has no key ${key}; it may have ${allowed}`);
  }
  for (const { parameter, traffic } of keys) {
    const value = values[traffic.key];
    if (traffic.form === 'integer' && 'minimum' in parameter && typeof value === 'number') {
      const { minimum, maximum } = parameter;
      if (value < minimum || value > maximum)
        problems.add(
          [...path, traffic.key],
          `${traffic.key} of the fault ${kind} must be from ${minimum} to ${maximum}`,
        );
    }
    if (parameter.required !== true || value !== undefined) continue;
    problems.add(path, `the fault ${kind} needs the key ${traffic.key}: ${traffic.help}`);
  }
  if (!Object.hasOwn(services, service)) {
    problems.unknown([...path, 'service'], 'service', service, Object.keys(services));
  } else {
    const { routes = {}, grpc = {}, consumes = {} } = services[service] ?? {};
    const known = [
      ...Object.keys(routes),
      ...Object.keys(grpc),
      ...Object.keys(consumes).map((name) => `CONSUME ${name}`),
    ];
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
  return { label: label ?? `${kind} at ${service}`, fault: kind, service, parameters };
}

function loadSpikeOf(
  { fault, label = fault, factor, ...others }: FaultInput,
  path: readonly (string | number)[],
  problems: Problems,
): ScheduledFault {
  for (const key of Object.keys(others)) {
    problems.add([...path, key], `the fault ${fault} has no key ${key}; it may have factor`);
  }
  if (factor === undefined) problems.add(path, `the fault ${fault} needs the key factor`);
  return { label, fault, service: 'load', parameters: { factor } };
}

/** The value of a parameter; the schema has validated its form. */
function valueOf(written: unknown, { form }: TrafficKey): unknown {
  if (written === undefined) return undefined;
  // The model has the method of gRPC before its name, as that of HTTP.
  if (form === 'routes') {
    return (written as string[]).map((route) => (isGrpcMethod(route) ? `${grpcMethod} ${route}` : route));
  }
  if (form === 'share') return shareOf(written as string | number);
  if (form === 'offset') return offsetMs(written as string);
  return form === 'duration' ? durationMs(written as string) : written;
}
