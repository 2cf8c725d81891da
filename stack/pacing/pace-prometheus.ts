import { lengthAt, paceDuration, parseYaml } from './yaml-file.ts';

/**
 * Prometheus' configuration with its scrape and evaluation intervals divided by `pace`; how long points may be late
 * stays.
 */
export function pacePrometheus(text: string, file: string, pace: number): string {
  const document = parseYaml(text, file);
  const scrapers = [
    ['global'],
    ...Array.from({ length: lengthAt(document, ['scrape_configs']) }, (_, i) => ['scrape_configs', i]),
  ];
  for (const path of scrapers) {
    for (const key of ['scrape_interval', 'scrape_timeout', 'evaluation_interval']) {
      paceDuration(document, [...path, key], pace);
    }
  }
  return document.toString({ lineWidth: 0 });
}
