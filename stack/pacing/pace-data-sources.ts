import { lengthAt, parseYaml } from './yaml-file.ts';
import { configDuration } from '../../lib/duration/format-duration.ts';
import { parseDuration } from '../../lib/duration/parse-duration.ts';

/**
 * A file of Grafana's data sources with the scrape interval that it states divided by `pace`, never below a second and
 * in whole seconds: Grafana adds it to a graph's step and writes the sum as "15.75s", which PromQL does not read.
 */
export function paceDataSources(text: string, file: string, pace: number): string {
  const document = parseYaml(text, file);
  for (let index = 0; index < lengthAt(document, ['datasources']); index += 1) {
    const path = ['datasources', index, 'jsonData', 'timeInterval'];
    const interval = document.getIn(path);
    const ms = typeof interval === 'string' ? parseDuration(interval) : undefined;
    if (ms !== undefined) document.setIn(path, configDuration(Math.ceil(ms / pace / 1000) * 1000));
  }
  return document.toString({ lineWidth: 0 });
}
