import { parser as logql } from '@grafana/lezer-logql';
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFolder, packageRoot } from '../../../lib/paths.ts';
import {
  type Dashboard,
  dashboards,
  interpolate,
  type Panel,
  queriesOf,
} from '../../integration/queries/dashboards.ts';
import { syntaxError } from '../../integration/queries/promql.ts';
import { dataSources } from './data-sources.ts';

const macros = { rangeSeconds: 900, stepSeconds: 15, scrapeSeconds: 15 };
const all = [...dashboards].map(([file, dashboard]) => [file, dashboard] as const);
const uids = new Set([...dataSources.map(({ uid }) => uid), '-- Mixed --']);

describe('the dashboards', () => {
  it('are four, each with a uid of its own', () => {
    expect(all.map(([file]) => file)).toEqual(['business.json', 'collector.json', 'sampling.json', 'services.json']);
    expect(new Set(all.map(([, { uid }]) => uid)).size).toBe(all.length);
  });

  it('lie where Grafana looks for them', () => {
    const provider = parse(
      readFileSync(join(configFolder, 'grafana', 'provisioning', 'dashboards', 'sandbox.yaml'), 'utf8'),
    ) as { providers: { options: { path: string } }[] };
    const compose = parse(readFileSync(join(packageRoot, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: { grafana: { volumes: { source: string; target: string }[] } };
    };
    const mounted = compose.services.grafana.volumes.find(({ source }) => source.endsWith('/grafana/dashboards'));
    expect(mounted?.target).toBe(provider.providers[0]?.options.path);
  });
});

describe.each(all)('%s', (_, dashboard) => {
  const { panels } = dashboard;

  it('is of the last schema of its kind, and leads to the others', () => {
    // Grafana froze this schema at 42: later ones are another kind of file.
    expect(dashboard.schemaVersion).toBe(42);
    expect(dashboard.description).toBeTruthy();
    expect(dashboard.tags).toContain('sandbox');
    expect(dashboard.links).toContainEqual(expect.objectContaining({ type: 'dashboards', tags: ['sandbox'] }));
  });

  it('has panels that differ in id and title, each with words on what to look for', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    expect(panels.filter(({ description }) => description.length < 20).map(({ title }) => title)).toEqual([]);
  });

  it('lays its panels out without a gap at the side and without an overlap', () => {
    const taken = new Map<string, string>();
    const clashes: string[] = [];
    for (const { title, gridPos } of panels) {
      for (const cell of cells(gridPos)) {
        const other = taken.get(cell);
        if (other !== undefined) clashes.push(`${title} lies on ${other} at ${cell}`);
        taken.set(cell, title);
      }
    }
    expect(clashes).toEqual([]);
    const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(taken.size).toBe(24 * height);
  });

  it('asks data sources that are provisioned, each of its queries under a letter of its own', () => {
    const used = [
      ...panels.map(({ datasource }) => datasource.uid),
      ...panels.flatMap(({ targets }) => targets.flatMap(({ datasource }) => datasource?.uid ?? [])),
      ...dashboard.annotations.list.map(({ datasource }) => datasource.uid),
      ...dashboard.templating.list.map(({ datasource }) => datasource.uid),
    ];
    expect(used.filter((uid) => !uids.has(uid))).toEqual([]);
    for (const { title, targets } of panels) {
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      expect(
        targets.filter(({ expr }) => !expr.trim()),
        title,
      ).toEqual([]);
    }
  });

  it('gives each number a unit', () => {
    const graphs = panels.filter(({ type }) => !['logs', 'table', 'nodeGraph'].includes(type));
    expect(graphs.filter(({ fieldConfig }) => !fieldConfig.defaults.unit).map(({ title }) => title)).toEqual([]);
  });

  it('links to dashboards that there are', () => {
    const targets = panels.flatMap(({ fieldConfig }) =>
      (fieldConfig.defaults.links ?? []).map(({ url }) => /^\/d\/([\w-]+)/.exec(url)?.[1] ?? url),
    );
    expect(targets.filter((uid) => !all.some(([, other]) => other.uid === uid))).toEqual([]);
  });

  it.each(queriesOf(dashboard).map((query) => [query.name, query] as const))('%s is a query', (_name, query) => {
    const text = interpolate(query, macros);
    expect(text, 'a variable that is not defined').not.toMatch(/\$[a-z_{]/);
    if (query.kind === 'values') return;
    expect(query.source === 'loki' ? logqlError(text) : syntaxError(text)).toBeUndefined();
    // A window in figures would be too short for one pace or too long for another.
    expect(query.expr).not.toMatch(/\[\d/);
  });

  it.each(latencyPanels(dashboard))('%s shows exemplars', (_title, panel) => {
    expect(panel.targets.some(({ exemplar }) => exemplar)).toBe(true);
  });
});

/** The graphs over time of spans' durations: only these have exemplars, and each should show them. */
function latencyPanels({ panels }: Dashboard): [string, Panel][] {
  return panels
    .filter(
      ({ type, targets }) =>
        type === 'timeseries' && targets.some(({ expr }) => expr.includes('traces_span_metrics_duration')),
    )
    .map((panel) => [panel.title, panel]);
}

function* cells({ x, y, w, h }: Panel['gridPos']): Generator<string> {
  for (let row = y; row < y + h; row += 1) for (let column = x; column < x + w; column += 1) yield `${column},${row}`;
}

function logqlError(query: string): string | undefined {
  let found: string | undefined;
  logql.parse(query).iterate({
    enter({ type, from }) {
      if (type.isError) found ??= `at ${from}: ${query.slice(from, from + 20)}`;
    },
  });
  return found;
}
