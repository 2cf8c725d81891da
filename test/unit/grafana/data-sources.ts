import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';

export interface DataSource {
  name: string;
  uid: string;
  type: string;
  url: string;
  isDefault?: boolean;
  jsonData: Record<string, unknown>;
}

export const dataSourcesFolder: string = join(configFolder, 'grafana', 'provisioning', 'datasources');

/** The data sources that Grafana is provisioned with, as they are written. */
export const dataSources: DataSource[] = readdirSync(dataSourcesFolder).flatMap(
  (name) => (parse(readFileSync(join(dataSourcesFolder, name), 'utf8')) as { datasources: DataSource[] }).datasources,
);
