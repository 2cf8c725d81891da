import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { editYaml } from '../../../../lib/yaml/edit-yaml.ts';
import type { YamlEdit } from '../../../../lib/yaml/yaml-edit.ts';

const text = `# The sampler.
processors:
    tail_sampling:   # keeps errors
        decision_wait: 2s     # too short
        num_traces: 100

        policies:
        - name: errors
          type: status_code
          status_code: {status_codes: [ERROR]}
        # the rest
        - {name: rest, type: probabilistic, probabilistic: {sampling_percentage: 5}}
service:
    pipelines:
        traces:
            processors: [filter, tail_sampling]
            exporters:
            - debug
`;
const sampler = ['processors', 'tail_sampling'];

function edited(...edits: YamlEdit[]): string {
  return editYaml(text, edits) ?? 'not edited';
}

/** The lines that differ: those that are gone, and those that are new. */
function changes(after: string, before = text): [gone: string[], fresh: string[]] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [old.filter((line) => !now.includes(line)), now.filter((line) => !old.includes(line))];
}

describe('only the lines of the edit change', () => {
  test('a value, with the comment behind it', () => {
    expect(changes(edited({ op: 'set', path: [...sampler, 'decision_wait'], value: '8s' }))).toEqual([
      ['        decision_wait: 2s     # too short'],
      ['        decision_wait: 8s     # too short'],
    ]);
  });
  test('a new key, at the end of its mapping and with its indentation', () => {
    const after = edited({ op: 'set', path: [...sampler, 'decision_cache', 'sampled_cache_size'], value: 1000 });
    expect(changes(after)).toEqual([[], ['        decision_cache:', '          sampled_cache_size: 1000']]);
    expect(parse(after)).toMatchObject({
      processors: { tail_sampling: { decision_cache: { sampled_cache_size: 1000 } } },
    });
  });
  test('a new item of a list', () => {
    const value = { name: 'slow', type: 'latency', latency: { threshold_ms: 500 } };
    const after = edited({ op: 'add', path: [...sampler, 'policies'], value });
    expect(changes(after)).toEqual([
      [],
      ['        - name: slow', '          type: latency', '          latency:', '            threshold_ms: 500'],
    ]);
    expect(after.split('\n')[12]).toBe('        - name: slow');
  });
  test('a removed item, with the comment before it left in place', () => {
    const after = edited({ op: 'remove', path: [...sampler, 'policies', 0] });
    expect(changes(after)[0]).toEqual([
      '        - name: errors',
      '          type: status_code',
      '          status_code: {status_codes: [ERROR]}',
    ]);
    expect(changes(after)[1]).toEqual([]);
  });
  test('a list in brackets', () => {
    const path = ['service', 'pipelines', 'traces', 'processors'];
    expect(changes(edited({ op: 'remove', path: [...path, 0] }))[1]).toEqual([
      '            processors: [tail_sampling]',
    ]);
    expect(changes(edited({ op: 'add', path, value: 'batch' }))[1]).toEqual([
      '            processors: [filter, tail_sampling, batch]',
    ]);
  });
  test('a value within brackets', () => {
    const path = [...sampler, 'policies', 1, 'probabilistic', 'sampling_percentage'];
    expect(changes(edited({ op: 'set', path, value: 10 }))[1]).toEqual([
      '        - {name: rest, type: probabilistic, probabilistic: {sampling_percentage: 10}}',
    ]);
  });
  test('a renamed key', () => {
    expect(changes(edited({ op: 'rename', path: sampler, to: 'tail_sampling/errors' }))[1]).toEqual([
      '    tail_sampling/errors:   # keeps errors',
    ]);
  });
  test('an expression in a block', () => {
    const rules = 'rules:\n  - alert: A\n    expr: >\n      a\n      > 1\n    for: 5m # long\n';
    const after = editYaml(rules, [{ op: 'set', path: ['rules', 0, 'expr'], value: 'b > 2' }]);
    expect(after).toBe('rules:\n  - alert: A\n    expr: b > 2\n    for: 5m # long\n');
    const several = editYaml(rules, [{ op: 'set', path: ['rules', 0, 'expr'], value: 'b\n> 2\n' }]);
    expect(several).toBe('rules:\n  - alert: A\n    expr: |\n      b\n      > 2\n    for: 5m # long\n');
  });
});

test('a text without a newline at its end gets one before what is added', () => {
  expect(editYaml('a: 1', [{ op: 'set', path: ['b'], value: 2 }])).toBe('a: 1\nb: 2\n');
});

test('the document is chosen by its number', () => {
  const both = 'a: 1\n---\na: 2 # two\n';
  expect(editYaml(both, [{ op: 'set', document: 1, path: ['a'], value: 3 }])).toBe('a: 1\n---\na: 3 # two\n');
});

test('the only entry leaves an empty mapping or list', () => {
  const both = '# top\na:\n  - x # last\nb:\n  c: 1\nd:   1\n';
  expect(editYaml(both, [{ op: 'remove', path: ['a', 0] }])).toBe('# top\na: []\nb:\n  c: 1\nd:   1\n');
  expect(editYaml(both, [{ op: 'remove', path: ['b', 'c'] }])).toBe('# top\na:\n  - x # last\nb: {}\nd:   1\n');
});

test('what a splice cannot do is written anew, with comments', () => {
  const after = editYaml('# top\na: # of a\n  - x\nb:   1\n', [{ op: 'remove', path: ['a', 0] }]);
  expect(parse(after ?? '')).toEqual({ a: [], b: 1 });
  expect(after).toContain('# top');
});

test.each<[string, YamlEdit]>([
  ['a path that does not exist is not removed', { op: 'remove', path: ['processors', 'batch'] }],
  ['nothing is added to what is no list', { op: 'add', path: [...sampler, 'num_traces'], value: 1 }],
  ['a key that does not exist is not renamed', { op: 'rename', path: ['processors', 'batch'], to: 'x' }],
  ['a document that does not exist is not edited', { op: 'set', document: 3, path: ['a'], value: 1 }],
])('%s', (_, edit) => {
  expect(editYaml(text, [edit])).toBeUndefined();
});
