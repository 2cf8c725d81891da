import { defined } from '../../../../lib/defined.ts';
import { type GrpcStatus, grpcStatuses } from '../../../../simulation/services/grpc-status.ts';
import type { VariableSource } from '../../../../simulation/services/variables.ts';
import type { Scope } from '../../../../lib/otlp/writer/records.ts';
import type { Database, Step } from '../../../../simulation/services/system.ts';
import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import { shareOf } from '../../../../lib/yaml/forms.ts';
import { latencyOr } from './forms.ts';
import type { Instruments } from './instruments.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { StepFields, TrafficFile } from './schema.ts';
import { stepKind, type stepKinds } from './step-kinds.ts';
import { externalOf, pathOf, targetOf } from './targets.ts';
import type { Values } from './values.ts';

/** The context for converting the steps of a service. */
export interface StepEnvironment {
  services: TrafficFile['services'];
  databases: ReadonlyMap<string, Database>;
  scope: Scope;
  /** What its operation is. */
  protocol: 'http' | 'grpc' | 'message';
  instruments: Instruments;
  values: Values;
  problems: Problems;
}

/** Makes the steps of a file into those of the model; `variables` receives what has to be drawn for them. */
export function stepsOf(
  written: readonly StepFields[],
  path: YamlPath,
  variables: Record<string, VariableSource>,
  around: StepEnvironment,
): Step[] {
  return written.flatMap((fields, index) => {
    const at = [...path, index];
    return stepOf(fields, at, variables, around);
  });
}

function stepOf(...[fields, path, variables, around]: Parameters<Maker>): Step[] {
  const kind = stepKind(fields, path, around.problems);
  if (!kind) return [];
  const steps = makers[kind](fields, path, variables, around);
  // A failure has its own rate.
  const rate = kind === 'fail' || fields.rate === undefined ? 1 : (shareOf(fields.rate) ?? 1);
  return rate < 1 ? [{ do: 'sometimes', rate, steps }] : steps;
}

type Maker = (
  fields: StepFields,
  path: YamlPath,
  variables: Record<string, VariableSource>,
  around: StepEnvironment,
) => Step[];

const quick = { minMs: 1, moreMs: 3, shape: 'even' } as const;
const usualExternal = { minMs: 20, moreMs: 60, shape: 'even' } as const;
const usualBackoff = { minMs: 50, moreMs: 100, shape: 'even' } as const;
const queueDelay = { minMs: 5, moreMs: 45, shape: 'even' } as const;

/** A failure with a status of HTTP, or the name of one of gRPC. */
export function failStep(
  status: number | GrpcStatus,
  { name, message, rate }: { name?: string | undefined; message: string; rate: number },
): Step {
  const { http, code } = typeof status === 'number' ? { http: status, code: undefined } : grpcStatuses[status];
  return {
    do: 'fail',
    status: http,
    name: name ?? (http >= 500 ? 'ServerError' : 'ClientError'),
    message,
    rate,
    ...(code === undefined ? {} : { grpcCode: code }),
  };
}

const measure =
  (type: 'count' | 'record' | 'gauge'): Maker =>
  (fields, path, variables, { instruments, values, problems }) => {
    if (fields.value === undefined && type !== 'count') {
      problems.add(path, `${type} needs a value: a number, $name, {choose: [...]} or {from: 1, to: 9}`);
    }
    const value = values.value(fields.value ?? 1, [...path, 'value'], variables) ?? 1;
    if (typeof value === 'boolean' || (typeof value === 'string' && !value.startsWith('$'))) {
      problems.add([...path, 'value'], 'the value of a metric must be a number');
    } else if (type === 'count' && typeof value === 'number' && value < 0) {
      problems.add([...path, 'value'], 'the value of a counter must not be negative');
    }
    return [
      {
        do: 'measure',
        instrument: instruments.get(
          type,
          { name: fields[type] ?? '', unit: fields.unit, buckets: fields.buckets },
          path,
        ),
        value: typeof value === 'boolean' ? 1 : value,
        attributes: values.attributes(fields.attributes, [...path, 'attributes'], variables),
      },
    ];
  };

const makers: Record<(typeof stepKinds)[number], Maker> = {
  call: (fields, path, variables, { services, values, problems }) => {
    const { call = '', path: concrete, optional, retries = 0, backoff } = fields;
    const target = targetOf(call, [...path, 'call'], services, problems);
    if (!target) return [];
    const text = concrete === undefined ? pathOf(target.route) : values.text(concrete, [...path, 'path']);
    if (backoff !== undefined && retries === 0) problems.add([...path, 'backoff'], 'backoff needs retries');
    const attributes = values.attributes(fields.attributes, [...path, 'attributes'], variables, true);
    return [
      {
        do: 'call',
        ...target,
        path: text,
        ...(optional === true ? { optional } : {}),
        ...(retries > 0 ? { retries: { most: retries, pause: latencyOr(backoff, usualBackoff) } } : {}),
        ...(fields.attributes ? { attributes } : {}),
      },
    ];
  },
  external: (fields, path, variables, { values, problems }) => {
    const { external = '', latency, errors, optional } = fields;
    const target = externalOf(external, [...path, 'external'], problems);
    if (!target) return [];
    const attributes = values.attributes(fields.attributes, [...path, 'attributes'], variables, true);
    return [
      {
        do: 'external',
        ...target,
        latency: latencyOr(latency, usualExternal),
        ...defined({ errors: errors === undefined ? undefined : shareOf(errors) }),
        ...(optional === true ? { optional } : {}),
        ...(fields.attributes ? { attributes } : {}),
      },
    ];
  },
  query: (fields, path, variables, { databases, values, problems }) => {
    const { query: statement = '', operation, collection, latency } = fields;
    const name = fields.database ?? [...databases.keys()][0] ?? '';
    const database = databases.get(name);
    if (!database) problems.unknown([...path, 'database'], 'database', name, [...databases.keys()]);
    return [
      {
        do: 'query',
        operation: operation ?? statement.trim().split(/\s+/, 1).join('').toUpperCase(),
        statement,
        latency: latencyOr(latency, quick),
        ...(database ? { database } : {}),
        ...defined({ collection }),
        attributes: values.attributes(fields.attributes, [...path, 'attributes'], variables),
      },
    ];
  },
  send: (fields, path, variables, { values }) => [
    {
      do: 'publish',
      system: fields.system ?? 'kafka',
      destination: fields.send ?? '',
      latency: latencyOr(fields.latency, quick),
      delay: latencyOr(fields.delay, queueDelay),
      attributes: values.attributes(fields.attributes, [...path, 'attributes'], variables),
    },
  ],
  wait: ({ wait }) => [{ do: 'work', latency: latencyOr(wait, quick) }],
  span: (fields, path, variables, around) => [
    {
      do: 'span',
      scope: around.scope,
      name: fields.span ?? '',
      attributes: around.values.attributes(fields.attributes, [...path, 'attributes'], variables, true),
      steps: stepsOf(fields.steps ?? [], [...path, 'steps'], variables, around),
    },
  ],
  together: ({ together = [] }, path, variables, around) => {
    const branches = together.map((branch, index) => {
      const at = [...path, 'together', index];
      if (Array.isArray(branch)) return stepsOf(branch, at, variables, around);
      return stepOf(branch, at, variables, around);
    });
    return [{ do: 'together', branches }];
  },
  event: (fields, path, variables, { values }) => [
    {
      do: 'event',
      name: fields.event ?? '',
      attributes: values.attributes(fields.attributes, [...path, 'attributes'], variables),
    },
  ],
  log: (fields, path, variables, { values }) => [
    {
      do: 'log',
      body: values.text(fields.log ?? '', [...path, 'log']),
      severity: fields.severity ?? 'info',
      attributes: values.attributes(fields.attributes, [...path, 'attributes'], variables),
    },
  ],
  count: measure('count'),
  record: measure('record'),
  gauge: measure('gauge'),
  fail: ({ fail = 500, rate, error, message }, path, _variables, { values, protocol, problems }) => {
    if (protocol === 'grpc' && typeof fail === 'number')
      problems.add([...path, 'fail'], 'a method of gRPC fails with a status of gRPC, for example UNAVAILABLE');
    if (protocol !== 'grpc' && typeof fail === 'string')
      problems.add([...path, 'fail'], `only a method of gRPC fails with ${fail}; use a status such as 503`);
    const text = values.text(message ?? `failed with ${fail}`, [...path, 'message']);
    return [failStep(fail, { name: error, message: text, rate: rate === undefined ? 1 : (shareOf(rate) ?? 1) })];
  },
};
