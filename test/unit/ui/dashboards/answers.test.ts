import { describe, expect, it } from 'vitest';
import { askAnnotations } from '../../../../ui/dashboards/annotations.ts';
import { askPanel, nameOf, type PanelSeries } from '../../../../ui/dashboards/ask-panel.ts';
import type { Target, Variable } from '../../../../ui/dashboards/dashboard.ts';
import { resolveLink } from '../../../../ui/dashboards/links.ts';
import { nodeGraphOf } from '../../../../ui/dashboards/node-graph.ts';
import { tableOf } from '../../../../ui/dashboards/table.ts';
import { resolveVariables } from '../../../../ui/dashboards/variables.ts';
import type { WorkbenchClients } from '../../../../ui/workbench/clients.ts';

const { signal } = new AbortController();
const scope = { start: 1_000_500, end: 1_900_500, stepMs: 1_000, scrapeMs: 1_000, variables: [] };
const series = (refId: string, labels: Record<string, string>, value: number): PanelSeries => ({
  ...{ refId, labels, name: refId, points: [[5, value]] },
});

describe('askPanel', () => {
  const target = (changes: Partial<Target>): Target => ({
    ...{ refId: 'A', source: 'prometheus', expr: 'up', legend: '{{job}}', isInstant: false, hasExemplars: false },
    ...{ search: {}, ...changes },
  });

  it('asks each data source on one grid, with the minimum step of the panel', async () => {
    const asked: unknown[] = [];
    const answer = (what: string) => (query: string, range: object) => {
      asked.push([what, query, { ...range, signal: undefined }]);
      return Promise.resolve([{ labels: { job: 'j' }, points: [[1, 2] as [number, number]] }]);
    };
    const clients = { prometheus: { queryRange: answer('metrics') }, loki: { queryMetric: answer('logs') } };
    const panel = {
      ...{ type: 'timeseries', interval: '10s' },
      targets: [target({}), target({ refId: 'B', source: 'loki', expr: 'sum(rate({a="b"}[$__auto]))', legend: 'l' })],
    };
    const answered = await askPanel(panel, scope, clients as unknown as WorkbenchClients, signal);
    const range = { start: 1_000_000, end: 1_900_000, stepMs: 10_000, signal: undefined };
    expect(asked).toEqual([
      ['metrics', 'up', range],
      ['logs', 'sum(rate({a="b"}[10s]))', range],
    ]);
    expect(answered.series.map(({ name }) => name)).toEqual(['j', 'l']);
  });

  it('asks nothing of a data source that is not supported', async () => {
    const panel = { type: 'stat', interval: '', targets: [target({ source: { unsupported: 'tempo' } })] };
    expect((await askPanel(panel, scope, {} as WorkbenchClients, signal)).series).toEqual([]);
  });
});

describe('nameOf', () => {
  it.each([
    [{ __name__: 'up', job: 'a' }, '', 'up{job="a"}'],
    [{}, '__auto', 'value'],
    [{ job: 'a' }, 'at {{ job }}: {{none}}', 'at a: '],
  ])('%j with %j is %s', (labels, legend, name) => {
    expect(nameOf(labels as Record<string, string>, legend)).toBe(name);
  });
});

describe('tableOf', () => {
  it('merges rows with the same labels, then orders, renames and leaves out columns', () => {
    const table = tableOf([series('A', { r: 'x' }, 1), series('A', { r: 'y' }, 2), series('B', { r: 'y' }, 3)], {
      targets: [{}, {}] as Target[],
      options: { sortBy: [{ displayName: 'Rate', desc: true }] },
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            indexByName: { 'Value #A': 0, r: 1, 'Value #B': 2 },
            renameByName: { 'Value #A': 'Rate' },
          },
        },
        { id: 'pivot', options: {} },
      ],
    });
    expect(table.columns).toEqual(['Rate', 'r', 'Value #B']);
    expect(table.rows).toEqual([
      { Rate: 2, r: 'y', 'Value #B': 3, Time: 5 },
      { Rate: 1, r: 'x', Time: 5 },
    ]);
    expect(table.ignored).toEqual(['pivot']);
  });
});

describe('nodeGraphOf', () => {
  it('has layers from the callers down, also with calls in a circle', () => {
    const edge = (source: string, target: string) => series('e', { source, target }, 1);
    const calls = [edge('user', 'a'), edge('a', 'b'), edge('b', 'c'), edge('a', 'c'), edge('c', 'b')];
    expect(nodeGraphOf(calls).layers).toEqual([['user'], ['a'], ['b'], ['c']]);
    expect(nodeGraphOf([edge('x', 'x')]).layers).toEqual([['x']]);
    expect(nodeGraphOf([]).layers).toEqual([]);
  });
});

describe('resolveLink', () => {
  it('leads to a dashboard of the workbench with its variables, and nowhere else', () => {
    const link = { title: 'Only ${__field.labels.s}', url: '/d/uid?var-x=${__field.labels.s}&${__url_time_range}' };
    expect(resolveLink(link, { s: 'a&b' })).toEqual({
      ...{ title: 'Only a&b', dashboard: 'uid', variables: { 'var-x': 'a&b' } },
    });
    expect(resolveLink({ title: 'x', url: 'javascript:alert(1)' }, {})).toBeUndefined();
  });
});

describe('resolveVariables', () => {
  const variable = (changes: Partial<Variable>): Variable => ({
    ...{ name: 'v', label: '', type: 'query', source: 'prometheus', query: '', regex: '', sort: 0, isMulti: false },
    ...{ hasAll: false, allValue: '', current: [], isHidden: false, ...changes },
  });
  const asked: unknown[] = [];
  const clients = {
    prometheus: {
      labelValues: (label: string, { match }: { match?: string }) => {
        asked.push([label, match]);
        return Promise.resolve(['b', 'a', 'z9']);
      },
      query: () => Promise.resolve([]),
    },
    loki: { labelValues: () => Promise.resolve(['l']) },
  };
  const resolve = (variables: Variable[], chosen: Record<string, string[]> = {}) =>
    resolveVariables({ variables }, (name) => chosen[name], scope, { ...clients, signal });

  it('fills queries with the variables before, sorts and filters', async () => {
    const [first, second] = await resolve(
      [
        variable({ name: 'x', type: 'custom', query: 'one, Two : 2', current: ['2'] }),
        variable({ name: 'y', query: 'label_values(up{x="$x"}, job)', sort: 1, regex: '/^[a-y]/', hasAll: true }),
      ],
      {},
    );
    expect(first).toMatchObject({ options: ['one', '2'], values: ['2'] });
    expect(asked).toEqual([['job', 'up{x="2"}']]);
    expect(second).toMatchObject({ options: ['a', 'b'], values: ['$__all'] });
  });

  it('prefers the address, then a saved value that exists, then the first option', async () => {
    const one = variable({ query: 'label_values(job)', current: ['elsewhere'] });
    expect((await resolve([one], { v: ['q'] }))[0]?.values).toEqual(['q']);
    expect((await resolve([one]))[0]?.values).toEqual(['b']);
  });

  it('names a query that it does not know', async () => {
    await expect(resolve([variable({ query: 'buckets()' })])).rejects.toThrow('variable v is not supported: buckets()');
  });
});

describe('askAnnotations', () => {
  it('joins times that follow one another', async () => {
    const points = [1000, 2000, 5000].map((time): [number, number] => [time, 1]);
    const prometheus = { queryRange: () => Promise.resolve([{ labels: {}, points }]) };
    const annotations = [{ name: 'n', expr: 'x', title: '', text: '' }];
    expect(await askAnnotations(annotations, scope, prometheus, signal)).toEqual([
      { from: 1000, to: 2000 },
      { from: 5000, to: 5000 },
    ]);
  });
});
