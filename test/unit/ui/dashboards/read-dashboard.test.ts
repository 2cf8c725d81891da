import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../../../lib/paths.ts';
import { readDashboard } from '../../../../ui/dashboards/read-dashboard.ts';
import { drawnTypes } from '../../../../ui/dashboards/panel-types.ts';

const folder = join(configFolder, 'grafana', 'dashboards');
const own = readdirSync(folder).map((file) => {
  const json: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return [file, readDashboard(json, file) ?? expect.unreachable(file)] as const;
});

describe.each(own)('%s', (_, dashboard) => {
  const panels = dashboard.sections.flatMap((section) => section.panels);

  it('has only panels and data sources that the workbench knows', () => {
    expect(panels.length).toBeGreaterThan(10);
    expect(panels.map(({ type }) => type).filter((type) => !drawnTypes.some((one) => one === type))).toEqual([]);
    const sources = panels.flatMap(({ targets }) => targets.map(({ source }) => source));
    expect(sources.filter((source) => typeof source !== 'string')).toEqual([]);
  });

  it('refreshes, and marks firing alerts', () => {
    expect(dashboard.refreshMs).toBe(5_000);
    expect(dashboard.annotations.map(({ expr }) => expr)).toEqual(['ALERTS{alertstate="firing"}']);
  });
});

describe('readDashboard', () => {
  const at = (y: number, changes: object) => ({
    ...{ id: y, title: `at ${y}`, type: 'stat', gridPos: { x: 0, y, w: 6, h: 4 }, targets: [] },
    ...changes,
  });

  it('is undefined for JSON that is no dashboard, and reads the answer of the API', () => {
    expect(readDashboard({ title: 'x' }, 'a.json')).toBeUndefined();
    expect(readDashboard([], 'a.json')).toBeUndefined();
    expect(readDashboard({ dashboard: { panels: [] }, meta: {} }, 'b/a.json')).toMatchObject({
      ...{ uid: 'b/a', title: 'b/a.json', sections: [], refreshMs: undefined },
    });
  });

  it('sorts panels into rows; a collapsed row has its own', () => {
    const panels = [
      at(20, {}),
      at(0, {}),
      at(4, { type: 'row', title: 'Open', collapsed: false }),
      at(5, {}),
      at(9, { type: 'row', title: 'Folded', collapsed: true, panels: [at(10, {})] }),
    ];
    const read = readDashboard({ panels }, 'a.json');
    expect(read?.sections.map(({ title, panels: inner }) => [title, inner.map((one) => [one.id, one.grid.y])])).toEqual(
      [
        [undefined, [['0', 0]]],
        ['Open', [['5', 0]]],
        ['Folded', [['10', 0]]],
        [undefined, [['20', 0]]],
      ],
    );
  });

  it('finds the data source of a query: its own, that of the panel, behind a variable, or the one that fits', () => {
    const read = readDashboard(
      {
        templating: { list: [{ name: 'ds', type: 'datasource', query: 'loki' }] },
        panels: [
          at(0, {
            datasource: { type: 'prometheus' },
            targets: [{ datasource: { type: 'tempo' } }, {}, { hide: true }],
          }),
          at(1, { datasource: { uid: '${ds}' }, targets: [{}] }),
          at(2, { type: 'logs', targets: [{}] }),
          at(3, { type: 'graph', datasource: { type: 'datasource', uid: '-- Mixed --' }, targets: [{}] }),
        ],
      },
      'a.json',
    );
    const panels = read?.sections.flatMap((section) => section.panels) ?? [];
    expect(panels.map(({ targets }) => targets.map(({ source }) => source))).toEqual([
      [{ unsupported: 'tempo' }, 'prometheus'],
      ['loki'],
      ['loki'],
      ['prometheus'],
    ]);
    expect(panels[3]?.type).toBe('timeseries');
  });
});
