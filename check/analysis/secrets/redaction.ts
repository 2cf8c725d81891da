import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { Leak } from '../../run/observations.ts';

const types = new Set(['redaction', 'transform', 'attributes', 'resource']);

/** The processors in front of the exporter of a leak that can redact: by their type, or by their name. */
export function redactorsBefore({ pipelines }: AdaptedCollector, { exporter, signal }: Leak): string[] {
  const ids = new Set<string>();
  const add = (wanted: string, seen: ReadonlySet<string>): void => {
    for (const [id, { receivers, processors, exporters }] of Object.entries(pipelines)) {
      if (!exporters.includes(wanted) || seen.has(id)) continue;
      if (seen.size === 0 && typeOf(id) !== signal) continue;
      for (const processor of processors) if (isRedactor(processor)) ids.add(processor);
      for (const receiver of receivers) add(receiver, new Set([...seen, id]));
    }
  };
  add(exporter, new Set());
  return [...ids];
}

function isRedactor(id: string): boolean {
  return types.has(typeOf(id)) || /redact|mask|scrub|sanit|pii|secret/i.test(id);
}

/** The line of the processors of the pipeline through which a secret leaked, or else of the pipeline. */
export function pipelineLine(
  { pipelines, sourceOf }: AdaptedCollector,
  { exporter, signal }: Leak,
): SourceLine | undefined {
  const [id] =
    Object.entries(pipelines).find(([one, { exporters }]) => typeOf(one) === signal && exporters.includes(exporter)) ??
    [];
  if (id === undefined) return undefined;
  const pipeline = ['service', 'pipelines', id];
  return sourceOf([...pipeline, 'processors']) ?? sourceOf(pipeline);
}
