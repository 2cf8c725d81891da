import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';

type Collector = Pick<AdaptedCollector, 'pipelines' | 'exporters'>;
type Pipelines = AdaptedCollector['pipelines'];

export function isTracePipeline(id: string): boolean {
  return typeOf(id) === 'traces';
}

/** The pipelines of traces that lead to another one through a connector; an exporter `otlp` leads to no receiver `otlp`. */
export function pipelinesInto({ pipelines, exporters: sending }: Collector, id: string): string[] {
  const connectors = (pipelines[id]?.receivers ?? []).filter((one) => !sending.some((exporter) => exporter.id === one));
  return Object.keys(pipelines).filter(
    (other) => isTracePipeline(other) && pipelines[other]?.exporters.some((one) => connectors.includes(one)) === true,
  );
}

/** The processors in front of a sampler: in its pipeline, and in pipelines that lead to it through connectors. */
export function processorsBefore(collector: Collector, sampler: string): string[] {
  const { pipelines } = collector;
  const found = new Set<string>();
  for (const [id, { processors }] of Object.entries(pipelines)) {
    const at = processors.indexOf(sampler);
    if (at < 0 || !isTracePipeline(id)) continue;
    for (const before of upstream(collector, id, new Set([id]))) found.add(before);
    for (const before of processors.slice(0, at)) found.add(before);
  }
  return [...found];
}

/** All other processors of traces pipelines, without the sampler itself. */
export function processorsAfter(collector: Collector, sampler: string): string[] {
  const before = new Set([...processorsBefore(collector, sampler), sampler]);
  return traceProcessors(collector.pipelines).filter((id) => !before.has(id));
}

export function traceProcessors(pipelines: Pipelines): string[] {
  const traces = Object.entries(pipelines).filter(([id]) => isTracePipeline(id));
  return [...new Set(traces.flatMap(([, { processors }]) => processors))];
}

function upstream(collector: Collector, id: string, seen: Set<string>): string[] {
  return pipelinesInto(collector, id).flatMap((other) => {
    if (seen.has(other)) return [];
    seen.add(other);
    return [...upstream(collector, other, seen), ...(collector.pipelines[other]?.processors ?? [])];
  });
}
