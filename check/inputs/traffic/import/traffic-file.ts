import { defined } from '../../../../lib/defined.ts';
import type { TrafficFile } from '../file/schema.ts';
import type { TraceSamples } from './sample-traces.ts';
import type { OperationSamples, ServiceSamples } from './samples.ts';
import { median, share, stepsOf, without, type WriteOptions } from './write-steps.ts';

/** The simulation adds the network within a server span: twice 0.35ms on average. */
const networkMs = 0.7;
/** Of a traffic file. */
const [mostReplicas, mostPerSecond] = [50, 2000];

/** The traffic file of samples, as data. */
export function trafficFileOf(
  samples: TraceSamples,
  { withValues, withSpans }: Pick<WriteOptions, 'withValues' | 'withSpans'>,
): TrafficFile {
  const databases = databaseNames(samples);
  const options = { withValues, withSpans, databases };
  const services = [...samples.services].filter(([, { operations }]) => operations.size > 0);
  const conventions = new Set(services.map(([, service]) => conventionsOf(service)));
  const [shared] = conventions.size === 1 ? [...conventions] : [];
  const attributes = commonAttributes(services.map(([, { resource }]) => resource.ofResource(withValues)));
  return {
    ...defined({ rate: rateOf(samples.starts), 'semantic-conventions': shared }),
    requests: [...samples.entries].sort(([, a], [, b]) => b - a).map(([request, weight]) => ({ request, weight })),
    ...(databases.size === 0
      ? {}
      : {
          databases: Object.fromEntries(
            [...samples.shapes.databases].map(([key, { system, name, address }]) => [
              databases.get(key) ?? key,
              { system, ...(name === '' ? {} : { name }), ...(address === '' ? {} : { address }) },
            ]),
          ),
        }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    services: Object.fromEntries(
      services.map(([name, service]) => [
        name,
        {
          ...(shared === undefined ? defined({ 'semantic-conventions': conventionsOf(service) }) : {}),
          ...serviceOf(service, attributes, options),
        },
      ]),
    ),
  };
}

/** Names of databases by their key: the system, with a number if there are several of it. */
function databaseNames({ shapes: { databases } }: TraceSamples): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    [...databases].map(([key, { system }]) => {
      const count = (counts.get(system) ?? 0) + 1;
      counts.set(system, count);
      return [key, count === 1 ? system : `${system}-${count}`];
    }),
  );
}

function conventionsOf({ former, stable }: ServiceSamples): TrafficFile['semantic-conventions'] {
  if (former === 0) return undefined;
  return stable === 0 ? 'v1.20' : 'dup';
}

/** Undefined if there are too few traces to know it. */
function rateOf(starts: readonly number[]): string | undefined {
  const [first, last] = starts.reduce(([min, max], at) => [Math.min(min, at), Math.max(max, at)], [Infinity, 0]);
  if (starts.length < 10 || last - first < 1000) return undefined;
  const perSecond = Math.min(mostPerSecond, (starts.length - 1) / ((last - first) / 1000));
  return perSecond >= 1 ? `${Number(perSecond.toPrecision(3))}/s` : `${Number((perSecond * 3600).toPrecision(3))}/h`;
}

type Service = NonNullable<TrafficFile['services'][string]>;

type ResourceAttributes = ReturnType<ServiceSamples['resource']['ofResource']>;

/** The attributes that all services have with the same value. */
function commonAttributes([first = {}, ...others]: readonly ResourceAttributes[]): ResourceAttributes {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

function serviceOf(service: ServiceSamples, common: ResourceAttributes, options: WriteOptions): Service {
  const attributes = Object.fromEntries(
    Object.entries(service.resource.ofResource(options.withValues)).filter(([name]) => !(name in common)),
  );
  const replicas = Math.min(mostReplicas, service.instances.size);
  const of = (kind: OperationSamples['kind']): Record<string, object> | undefined => {
    const operations = [...service.operations.values()].filter((operation) => operation.kind === kind);
    if (operations.length === 0) return undefined;
    return Object.fromEntries(operations.map((operation) => [operation.name, operationOf(operation, options)]));
  };
  return {
    ...(replicas > 1 ? { replicas } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...defined({ routes: of('route'), grpc: of('grpc'), consumes: of('consumes') }),
  };
}

function operationOf(operation: OperationSamples, options: WriteOptions): object {
  const { kind, statuses, linked, count } = operation;
  const [status = 200] = [...statuses].sort(([, a], [, b]) => b - a)[0] ?? [];
  const errors = Object.fromEntries([...operation.errors()].map(([name, ratio]) => [name, share(ratio)]));
  const added = kind === 'consumes' ? 0 : networkMs;
  const own = without(operation.ownMs, added);
  // Where the span of a web framework contains the network, the rest is its part.
  const rest = Math.max(0, added - median(operation.ownMs));
  const attributes = operation.attributes.ofSpan(options.withValues);
  return {
    ...(kind === 'route' && status !== 200 ? { status } : {}),
    ...(linked > count / 2 ? { linked: true } : {}),
    // The first step waits for the operation's own time.
    latency: '0ms',
    ...(Object.keys(errors).length > 0 ? { errors } : {}),
    ...(attributes ? { attributes } : {}),
    steps: stepsOf(operation.steps, own, operation, { ...options, networkMs: rest }),
  };
}
