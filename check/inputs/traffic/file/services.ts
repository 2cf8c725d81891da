import { defined } from '../../../../lib/defined.ts';
import type { GrpcStatus } from '../../../../simulation/services/grpc-status.ts';
import { grpcMethod } from '../../../../simulation/services/rpc-library.ts';
import type { VariableSource } from '../../../../simulation/services/variables.ts';
import type { Database, Operation, ServiceModel, Step } from '../../../../simulation/services/system.ts';
import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import { durationMs, shareOf } from '../../../../lib/yaml/forms.ts';
import { latencyOr } from './forms.ts';
import { Instruments } from './instruments.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { OperationInput, StepFields, TrafficFile } from './schema.ts';
import { failStep, stepsOf, type StepEnvironment } from './steps.ts';
import { isGrpcMethod, isRoute } from './targets.ts';
import type { Values } from './values.ts';

type ServiceInput = NonNullable<TrafficFile['services'][string]>;
/** What the file defines for all services. */
type ServiceDefaults = Pick<TrafficFile, 'semantic-conventions' | 'metric-export-interval' | 'schedule-delay'> & {
  attributes: NonNullable<TrafficFile['attributes']>;
};
type Written = OperationInput | readonly StepFields[] | null;

const overhead = { minMs: 1, moreMs: 4, shape: 'even' } as const;
const timeoutMs = 10_000;
const usualPorts: Record<string, number> = {
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  mongodb: 27_017,
};

/** The service models of a file. */
export function servicesOf(file: TrafficFile, values: Values, problems: Problems): Record<string, ServiceModel> {
  const databases = databasesOf(file);
  const common = { ...file, attributes: file.attributes ?? {} };
  const models: [string, ServiceModel][] = Object.entries(file.services).map(([name, service]) => {
    if (!/^\S+$/.test(name)) problems.add(['services', name], `the name of a service must not contain spaces: ${name}`);
    const scope = { name: service?.scope ?? name };
    const instruments = new Instruments(scope, problems);
    const around = { services: file.services, databases, scope, instruments, values, problems };
    return [name, serviceOf(name, service ?? {}, common, around)];
  });
  return Object.fromEntries(models);
}

function serviceOf(
  name: string,
  service: ServiceInput,
  common: ServiceDefaults,
  around: Omit<StepEnvironment, 'protocol'>,
): ServiceModel {
  const path = ['services', name];
  const operations: [string, Operation][] = [
    ...Object.entries(service.routes ?? {}).map(([route, written]): [string, Operation] => {
      const at = [...path, 'routes', route];
      if (!isRoute(route)) around.problems.add(at, `${route} is not a method and a route, for example GET /items/{id}`);
      return [route, operationOf(written, at, { ...around, protocol: 'http' })];
    }),
    ...Object.entries(service.grpc ?? {}).map(([method, written]): [string, Operation] => {
      const at = [...path, 'grpc', method];
      if (!isGrpcMethod(method))
        around.problems.add(at, `${method} is not a method of gRPC, for example shop.Cart/GetItems`);
      return [`${grpcMethod} ${method}`, operationOf(written, at, { ...around, protocol: 'grpc' })];
    }),
    ...Object.entries(service.consumes ?? {}).map(([destination, written]): [string, Operation] => [
      `CONSUME ${destination}`,
      operationOf(written, [...path, 'consumes', destination], { ...around, protocol: 'message' }),
    ]),
  ];
  return {
    resource: {
      'service.name': name,
      'service.instance.id': `${name}-$replica`,
      ...common.attributes,
      ...service.attributes,
    },
    address: addressOf(service.address, name, 8080),
    operations: Object.fromEntries(operations),
    callTimeoutMs: (service.timeout === undefined ? undefined : durationMs(service.timeout)) ?? timeoutMs,
    libraries: 'generic',
    logsRequests: service['request-log'] ?? true,
    ...defined({ conventions: service['semantic-conventions'] ?? common['semantic-conventions'] }),
    ...defined({ replicas: service.replicas }),
    intervals: defined({
      metrics: optionalMs(service['metric-export-interval'] ?? common['metric-export-interval']),
      batches: optionalMs(service['schedule-delay'] ?? common['schedule-delay']),
    }),
  };
}

function operationOf(written: Written, path: YamlPath, around: StepEnvironment): Operation {
  const isList = Array.isArray(written);
  const operation: OperationInput = isList ? { steps: written as StepFields[] } : ((written ?? {}) as OperationInput);
  const variables: Record<string, VariableSource> = {};
  const steps = stepsOf(operation.steps ?? [], isList ? path : [...path, 'steps'], variables, around);
  const attributes = around.values.attributes(operation.attributes, [...path, 'attributes'], variables, true);
  return {
    status: operation.status ?? 200,
    overhead: latencyOr(operation.latency, overhead),
    // Requests that fail without a fault fail after their steps, so that they have all spans.
    steps: [{ do: 'apply-faults' }, ...steps, ...failuresOf(operation.errors, around.protocol)],
    variables,
    ...(operation.attributes ? { attributes } : {}),
    ...defined({ group: operation.group, isLinked: operation.linked }),
  };
}

function failuresOf(errors: OperationInput['errors'], protocol: StepEnvironment['protocol']): Step[] {
  if (errors === undefined) return [];
  const usual = protocol === 'grpc' ? 'INTERNAL' : '500';
  const shares = typeof errors === 'object' ? Object.entries(errors) : [[usual, errors] as const];
  return shares.map(([status, share]) =>
    failStep(protocol === 'grpc' ? (status as GrpcStatus) : Number(status), {
      message: `failed with ${status}`,
      rate: shareOf(share) ?? 0,
    }),
  );
}

function optionalMs(written: string | undefined): number | undefined {
  return written === undefined ? undefined : durationMs(written);
}

function databasesOf({ databases }: TrafficFile): Map<string, Database> {
  const entries = Object.entries(databases ?? {});
  if (entries.length === 0) entries.push(['db', null]);
  return new Map(
    entries.map(([name, database]) => [
      name,
      {
        system: database?.system ?? 'postgresql',
        namespace: database?.name ?? name,
        address: addressOf(database?.address, name, usualPorts[database?.system ?? 'postgresql'] ?? 5432),
      },
    ]),
  );
}

function addressOf(written: string | undefined, host: string, port: number): { host: string; port: number } {
  const [, name = host, number = String(port)] = /^(.*):(\d+)$/.exec(written ?? '') ?? [];
  return { host: name, port: Number(number) };
}
