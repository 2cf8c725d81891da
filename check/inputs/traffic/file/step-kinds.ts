import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { StepFields } from './schema.ts';

/** The kinds of steps, each by its key. */
export const stepKinds = [
  'call',
  'external',
  'query',
  'send',
  'wait',
  'span',
  'together',
  'event',
  'log',
  'count',
  'record',
  'gauge',
  'fail',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** The other keys that each kind may have. */
export const keysOf: Record<StepKind, readonly (keyof StepFields)[]> = {
  call: ['path', 'optional', 'retries', 'backoff', 'attributes', 'rate'],
  external: ['latency', 'errors', 'optional', 'attributes', 'rate'],
  query: ['database', 'collection', 'operation', 'latency', 'attributes', 'rate'],
  send: ['system', 'latency', 'delay', 'attributes', 'rate'],
  wait: ['rate'],
  span: ['steps', 'attributes', 'rate'],
  together: ['rate'],
  event: ['attributes', 'rate'],
  log: ['severity', 'attributes', 'rate'],
  count: ['value', 'unit', 'attributes', 'rate'],
  record: ['value', 'unit', 'buckets', 'attributes', 'rate'],
  gauge: ['value', 'unit', 'attributes', 'rate'],
  fail: ['rate', 'error', 'message'],
};

/** The kind of a step; undefined, with a problem, if it has none or several. */
export function stepKind(fields: StepFields, path: YamlPath, problems: Problems): StepKind | undefined {
  const [kind, ...others] = stepKinds.filter((key) => fields[key] !== undefined);
  if (kind === undefined) {
    problems.add(path, `a step needs one of the keys ${stepKinds.join(', ')}`);
    return undefined;
  }
  if (others.length > 0) {
    problems.add(
      [...path, others[0] ?? kind],
      `a step must have exactly one kind, but has ${[kind, ...others].join(' and ')}`,
    );
    return undefined;
  }
  for (const key of Object.keys(fields) as (keyof StepFields)[]) {
    if (key === kind || fields[key] === undefined || keysOf[kind].includes(key)) continue;
    const allowed = keysOf[kind].length === 0 ? 'no other keys' : keysOf[kind].join(', ');
    problems.add([...path, key], `a ${kind} step has no key ${key}; it may have ${allowed}`);
  }
  return kind;
}
