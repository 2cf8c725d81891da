import { lengthAt, paceDuration, parseYaml } from './yaml-file.ts';

const path = ['receivers', 'prometheus/legacy', 'config', 'scrape_configs'];

/**
 * legacy.yaml with its intervals divided by `pace`, and with the target by its name: unlike one that is discovered, it
 * stays a target while it is down, so that `up` is 0.
 */
export function paceLegacy(text: string, file: string, pace: number): string {
  const document = parseYaml(text, file);
  for (let index = 0; index < lengthAt(document, path); index += 1) {
    const job = [...path, index];
    paceDuration(document, [...job, 'scrape_interval'], pace, 500);
    paceDuration(document, [...job, 'scrape_timeout'], pace, 400);
    document.deleteIn([...job, 'dns_sd_configs']);
    document.setIn([...job, 'static_configs'], [{ targets: ['legacy:9090'] }]);
  }
  return document.toString({ lineWidth: 0 });
}
