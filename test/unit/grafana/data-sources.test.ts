import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { componentNames } from '../../../stack/components/component.ts';
import { publishedPorts } from '../../../stack/components/ports.ts';
import { dataSources } from './data-sources.ts';

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : [];

describe("Grafana's data sources", () => {
  it('are Prometheus, by default, Jaeger and Loki, under the names of the components', () => {
    expect(dataSources.map(({ uid }) => uid).sort()).toEqual(['jaeger', 'loki', 'prometheus']);
    expect(dataSources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid)).toEqual(['prometheus']);
    for (const { uid, type, url } of dataSources) {
      expect(componentNames).toContain(uid);
      expect(type).toBe(uid);
      expect(url).toBe(`http://${uid}:${publishedPorts[uid as 'jaeger' | 'loki' | 'prometheus'].port}`);
    }
  });

  it('double every dollar, as Grafana takes a single one for an environment variable', () => {
    const single = dataSources.flatMap(stringsOf).filter((text) => /(?<!\$)(?:\$\$)*\$(?!\$)/.test(text));
    expect(single).toEqual([]);
  });

  it('lead only to one another', () => {
    const uids = dataSources.map(({ uid }) => uid);
    const linked = JSON.stringify(dataSources).matchAll(/"datasourceUid":"([^"]+)"/g);
    const targets = [...linked].map(([, uid]) => uid ?? '');
    expect(targets.length).toBe(4);
    expect(targets.filter((uid) => !uids.includes(uid))).toEqual([]);
  });

  it('know how often Prometheus scrapes', () => {
    const { global } = parse(readFileSync(join(configFolder, 'prometheus.yml'), 'utf8')) as {
      global: { scrape_interval: string };
    };
    const prometheus = dataSources.find(({ uid }) => uid === 'prometheus');
    expect(prometheus?.jsonData.timeInterval).toBe(global.scrape_interval);
  });
});
