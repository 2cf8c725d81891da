import type { YamlPath } from '../../yaml/yaml-source.ts';
import type { Problems } from './problems.ts';
import type { StepFields } from './schema.ts';

/** What a step is: the key that says so, one for each step. */
export const stepKinds = [
  'call',
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

/** Which other keys each may have. */
export const keysOf: Record<StepKind, readonly (keyof StepFields)[]> = {
  call: ['path', 'optional'],
  query: ['database', 'collection', 'operation', 'latency', 'attributes'],
  send: ['system', 'latency', 'delay', 'attributes'],
  wait: [],
  span: ['steps', 'attributes'],
  together: [],
  event: ['attributes'],
  log: ['severity', 'attributes'],
  count: ['value', 'unit', 'attributes'],
  record: ['value', 'unit', 'buckets', 'attributes'],
  gauge: ['value', 'unit', 'attributes'],
  fail: ['rate', 'error', 'message'],
};

/** What a step is; undefined, with a problem, where it says nothing, or more than one thing. */
export function stepKind(fields: StepFields, path: YamlPath, problems: Problems): StepKind | undefined {
  const [kind, ...others] = stepKinds.filter((key) => fields[key] !== undefined);
  if (kind === undefined) {
    problems.add(path, `a step says what it does by one of: ${stepKinds.join(', ')}`);
    return undefined;
  }
  if (others.length > 0) {
    problems.add([...path, others[0] ?? kind], `a step is one thing: this one is ${[kind, ...others].join(' and ')}`);
    return undefined;
  }
  for (const key of Object.keys(fields) as (keyof StepFields)[]) {
    if (key === kind || fields[key] === undefined || keysOf[kind].includes(key)) continue;
    const has = keysOf[kind].length === 0 ? 'nothing beside it' : keysOf[kind].join(', ');
    problems.add([...path, key], `a step with ${kind} has no ${key}; it may have: ${has}`);
  }
  return kind;
}
