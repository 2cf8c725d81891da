import { keysAt, paceDuration, parseYaml } from './yaml-file.ts';

/**
 * However fast the pace, requests take as long as they take: the sampler must wait longer than the slowest request that
 * a fault makes, and after the root as long as the services' exporters hold a span back.
 */
const decisionFloorMs = 6000;
const afterRootFloorMs = 1500;

/**
 * A backend that is down must not be hammered. How long it is tried in all stays: what a slow machine delays must not
 * be dropped.
 */
const retryFloorsMs = { initial_interval: 100, max_interval: 1000 };

/**
 * The Collector's configuration with the sampler's waits, the flushing of metrics taken from spans, and the pauses
 * between two tries of an exporter divided by `pace`.
 */
export function paceCollector(text: string, file: string, pace: number): string {
  const document = parseYaml(text, file);
  for (const processor of keysAt(document, ['processors'])) {
    if (typeOf(processor) !== 'tail_sampling') continue;
    paceDuration(document, ['processors', processor, 'decision_wait'], pace, decisionFloorMs);
    paceDuration(document, ['processors', processor, 'decision_wait_after_root_received'], pace, afterRootFloorMs);
  }
  for (const connector of keysAt(document, ['connectors'])) {
    if (!['span_metrics', 'spanmetrics', 'service_graph', 'servicegraph'].includes(typeOf(connector))) continue;
    paceDuration(document, ['connectors', connector, 'metrics_flush_interval'], pace);
  }
  for (const exporter of keysAt(document, ['exporters'])) {
    for (const [interval, floorMs] of Object.entries(retryFloorsMs)) {
      paceDuration(document, ['exporters', exporter, 'retry_on_failure', interval], pace, floorMs);
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** The type of a component's id: `tail_sampling` of `tail_sampling/gold`. */
function typeOf(id: string): string {
  return id.split('/')[0] ?? id;
}
