import { isMap, isSeq, parseDocument } from 'yaml';
import { agentName, collectorPorts, collectorService, gatewayName, headless } from './names.ts';

/**
 * The Prometheus configuration with every Collector as a target of its own: a scrape through a Service would reach
 * another one each time.
 */
export function prometheusConfig(text: string): string {
  const document = parseDocument(text);
  const jobs = document.get('scrape_configs');
  if (!isSeq(jobs)) return text;
  for (const job of jobs.items) {
    if (!isMap(job)) continue;
    const targets = JSON.stringify(job.get('static_configs') ?? []);
    if (!targets.includes(`${collectorService}:${collectorPorts.metrics}`)) continue;
    job.delete('static_configs');
    job.set(
      'dns_sd_configs',
      document.createNode([
        { names: [headless(agentName), headless(gatewayName)], type: 'A', port: collectorPorts.metrics },
      ]),
    );
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
