import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';

type Pipelines = AdaptedCollector['pipelines'];

export function isTracePipeline(id: string): boolean {
  return typeOf(id) === 'traces';
}

/** The processors in front of a sampler: in its pipeline, and in pipelines that lead to it through connectors. */
export function processorsBefore(pipelines: Pipelines, sampler: string): string[] {
  const found = new Set<string>();
  for (const [id, { processors }] of Object.entries(pipelines)) {
    const at = processors.indexOf(sampler);
    if (at < 0 || !isTracePipeline(id)) continue;
    for (const before of upstream(pipelines, id, new Set([id]))) found.add(before);
    for (const before of processors.slice(0, at)) found.add(before);
  }
  return [...found];
}

/** All other processors of traces pipelines, without the sampler itself. */
export function processorsAfter(pipelines: Pipelines, sampler: string): string[] {
  const before = new Set([...processorsBefore(pipelines, sampler), sampler]);
  return traceProcessors(pipelines).filter((id) => !before.has(id));
}

export function traceProcessors(pipelines: Pipelines): string[] {
  const traces = Object.entries(pipelines).filter(([id]) => isTracePipeline(id));
  return [...new Set(traces.flatMap(([, { processors }]) => processors))];
}

function upstream(pipelines: Pipelines, id: string, seen: Set<string>): string[] {
  const receivers = new Set(pipelines[id]?.receivers);
  return Object.entries(pipelines).flatMap(([other, { exporters, processors }]) => {
    if (seen.has(other) || !isTracePipeline(other) || !exporters.some((one) => receivers.has(one))) return [];
    seen.add(other);
    return [...upstream(pipelines, other, seen), ...processors];
  });
}
