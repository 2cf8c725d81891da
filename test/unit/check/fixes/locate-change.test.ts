import { expect, test } from 'vitest';
import { changeLocator } from '../../../../check/fixes/locate-change.ts';
import { inCollector } from '../../../../check/fixes/proposal.ts';

const texts: Readonly<Record<string, string>> = {
  'base.yaml': 'processors:\n  batch: {}\n  tail_sampling: {decision_wait: 5s}\nlist: [{a: {b: 1}}]\n',
  'prod.yaml': 'list: [{a: 1}]\nprocessors:\n  batch: {timeout: 1s}\nexporters: ${file:parts/exporters.yaml}\n',
  'parts/exporters.yaml': 'otlp/tempo:\n  sending_queue:\n    queue_size: 10\n',
  'rules.yml': [
    '# Rules of two teams.',
    'kind: PrometheusRule',
    'spec:',
    '  groups:',
    '    - name: a',
    '      rules:',
    '        - record: x',
    '          expr: y',
    '        - alert: Errors',
    '          expr: x > 1',
    '---',
    'kind: PrometheusRule',
    'spec: {groups: [{name: b, rules: [{alert: Other, expr: x}]}]}',
  ].join('\n'),
};
const readFile = (file: string): string => texts[file] ?? '';
const locate = changeLocator(readFile);
const collector = { files: ['base.yaml', 'prod.yaml'] };

test('a value is changed in the file that has it', () => {
  const change = { op: 'set', path: ['processors', 'tail_sampling', 'decision_wait'], value: '9s' } as const;
  expect(locate(inCollector(collector, change))).toEqual({ ...change, file: 'base.yaml' });
});

test('a value of several files is changed in the last one, which overrides the others', () => {
  const change = { op: 'set', path: ['processors', 'batch', 'timeout'], value: '9s' } as const;
  expect(locate(inCollector(collector, change))?.file).toBe('prod.yaml');
});

test('an item of a list is that of the last file with the list, whatever items earlier ones have', () => {
  const change = { op: 'set', path: ['list', 0, 'a', 'b'], value: 2 } as const;
  expect(locate(inCollector(collector, change))?.file).toBe('prod.yaml');
});

test('a new value is added where most of its parents are', () => {
  const change = { op: 'set', path: ['processors', 'tail_sampling', 'num_traces'], value: 9 } as const;
  expect(locate(inCollector(collector, change))?.file).toBe('base.yaml');
});

test('a value of an included file is changed there, with its path in that file', () => {
  const change = { op: 'set', path: ['exporters', 'otlp/tempo', 'sending_queue', 'queue_size'], value: 99 } as const;
  expect(locate(inCollector(collector, change))).toEqual({
    ...change,
    file: 'parts/exporters.yaml',
    path: ['otlp/tempo', 'sending_queue', 'queue_size'],
  });
});

test('what is in no file, such as a key from a variable, is not removed', () => {
  const change = { op: 'remove', path: ['processors', 'filter'] } as const;
  expect(locate(inCollector(collector, change))).toBeUndefined();
});

test('a rule is found by the line of its name, in any document', () => {
  const at = (line: number): ReturnType<typeof locate> =>
    locate({ of: 'rule', rule: { file: 'rules.yml', line }, key: 'expr', value: 'z' });
  expect(at(9)).toEqual({
    ...{ op: 'set', file: 'rules.yml', document: 0, value: 'z' },
    path: ['spec', 'groups', 0, 'rules', 1, 'expr'],
  });
  expect(at(13)).toMatchObject({ document: 1, path: ['spec', 'groups', 0, 'rules', 0, 'expr'] });
  expect(at(8)).toBeUndefined();
});

test('a rule file is read once for the changes of all its rules', () => {
  const reads: string[] = [];
  const locateAll = changeLocator((file) => {
    reads.push(file);
    return readFile(file);
  });
  for (const line of [7, 9, 13, 7, 9]) {
    const change = { of: 'rule', rule: { file: 'rules.yml', line }, key: 'expr', value: 'z' } as const;
    expect(locateAll(change)?.file).toBe('rules.yml');
  }
  expect(reads).toEqual(['rules.yml']);
});
