import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parse } from 'yaml';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { messageOf } from '../../lib/errors.ts';
import { asArray, asObject, asString } from '../../lib/json.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { DashboardsAnswer } from '../../ui/workbench/api.ts';

/** The dashboards of the configuration that this sandbox was started with; none before it is written. */
export async function dashboardsAnswer({ folder }: Pick<SessionRecord, 'folder'>): Promise<DashboardsAnswer> {
  const grafana = join(folder, 'config', 'grafana');
  const dashboards: DashboardsAnswer['dashboards'][number][] = [];
  const unreadable: DashboardsAnswer['unreadable'][number][] = [];
  for (const { file, text } of await textsIn(join(grafana, 'dashboards'), '.json')) {
    try {
      dashboards.push({ file, json: JSON.parse(text) as unknown });
    } catch (error) {
      unreadable.push({ file, reason: messageOf(error) });
    }
  }
  return { dashboards, unreadable, scrapeMs: await scrapeInterval(join(grafana, 'provisioning', 'datasources')) };
}

/** The smallest unit of Grafana's steps, and its default. */
async function scrapeInterval(folder: string): Promise<number> {
  for (const { text } of await textsIn(folder, '.yaml')) {
    for (const source of asArray(asObject(parse(text)).datasources).map(asObject)) {
      const ms = parseDuration(asString(asObject(source.jsonData).timeInterval));
      if (source.type === 'prometheus' && ms !== undefined) return ms;
    }
  }
  return 15_000;
}

async function textsIn(folder: string, extension: string): Promise<{ file: string; text: string }[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return await Promise.all(
    names
      .filter((name) => name.endsWith(extension))
      .sort()
      .map(async (name) => ({ file: name.split(sep).join('/'), text: await readFile(join(folder, name), 'utf8') })),
  );
}
