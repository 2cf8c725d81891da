import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fillVariables, variablesOf } from '../../../../../check/inputs/dashboards/dashboard-variables.ts';
import { readDashboards } from '../../../../../check/inputs/dashboards/read-dashboards.ts';
import type { DashboardQuery } from '../../../../../check/inputs/rules/rule.ts';
import { parseExpression } from '../../../../../check/analysis/rules/promql/expression.ts';
import { configFolder } from '../../../../../lib/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): DashboardQuery[] {
  const file = join(folder, 'a.json');
  writeFileSync(file, text);
  return readDashboards([file]);
}

const prometheus = { type: 'prometheus', uid: 'p' };
const dashboard = {
  title: 'API',
  templating: { list: [{ name: 'service', type: 'query', current: { value: ['$__all'] } }] },
  panels: [
    {
      title: 'Rate',
      datasource: prometheus,
      targets: [{ expr: 'rate(a{s="$service"}[$__rate_interval])' }, { expr: ' ' }],
    },
    {
      type: 'row',
      collapsed: true,
      panels: [
        {
          id: 7,
          datasource: { type: 'datasource', uid: '-- Mixed --' },
          targets: [{ datasource: prometheus, expr: 'b' }],
        },
      ],
    },
    { title: 'Logs', datasource: { type: 'loki' }, targets: [{ expr: '{a="b"}' }] },
    { title: 'Lines', type: 'logs', targets: [{ expr: '{a="b"}' }] },
    { title: 'Default', datasource: null, targets: [{ expr: 'c' }] },
  ],
};

test('reads the Prometheus queries of panels and collapsed rows, with their lines', () => {
  const text = JSON.stringify(dashboard, null, 2);
  const found = read(text);
  expect(found.map(({ panel, expr }) => [panel, expr])).toEqual([
    ['Rate', 'rate(a{s="$service"}[$__rate_interval])'],
    ['panel 7', 'b'],
    ['Default', 'c'],
  ]);
  const lines = text.split('\n');
  expect(found.map(({ source }) => lines[source.line - 1]?.trim())).toEqual([
    '"expr": "rate(a{s=\\"$service\\"}[$__rate_interval])"',
    '"expr": "b"',
    '"expr": "c"',
  ]);
  expect(found[0]?.asked).toBe('rate(a{s=~".+"}[1m])');
});

test('reads dashboards with rows, and responses of the API', () => {
  const old = {
    title: 'Old',
    rows: [{ panels: [{ title: 'P', datasource: 'Prometheus', targets: [{ expr: 'a' }] }] }],
  };
  expect(read(JSON.stringify({ dashboard: old, meta: {} }))).toMatchObject([
    { dashboard: 'Old', panel: 'P', asked: 'a' },
  ]);
});

test.each(['{"panels": [', '[]', '{"title": "x"}', 'null'])('%s is not a dashboard', (text) => {
  expect(() => read(text)).toThrow(/is not a Grafana dashboard/);
});

describe('variables', () => {
  const variables = variablesOf({
    templating: {
      list: [
        { name: 'by', type: 'custom', current: { value: 'job' } },
        { name: 'window', type: 'interval', query: '10m,1h' },
        { name: 'many', type: 'query', current: { value: ['a', 'b'] } },
      ],
    },
  });
  test.each([
    ['a{x="$many"}', 'a{x=~".+"}'],
    ['a{x=~"${many:regex}", y="z"}', 'a{x=~".+", y="z"}'],
    ['a{x="pre.[[many]]"}', 'a{x=~"pre\\\\..+"}'],
    ['sum by ($by) (rate(a[$window]))', 'sum by (job) (rate(a[10m]))'],
    ['rate(a[$__interval])', 'rate(a[15s])'],
    ['increase(a[${__range}])', 'increase(a[30m])'],
    ['rate(a[$unknown])', 'rate(a[5m])'],
  ])('%s', (expr, asked) => {
    expect(fillVariables(expr, variables)).toBe(asked);
  });

  test('a negative matcher with a variable excludes nothing', () => {
    expect(fillVariables('a{x!~"$many"}', variables)).toBe('a{x!="\\u0001"}');
  });
});

test('all queries of the sandbox’s own dashboards are read, and none with a variable left in it', () => {
  const files = readdirSync(join(configFolder, 'grafana/dashboards')).map((name) =>
    join(configFolder, 'grafana/dashboards', name),
  );
  const found = readDashboards(files);
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(({ asked }) => asked.includes('$') || parseExpression(asked) === undefined)).toEqual([]);
});
