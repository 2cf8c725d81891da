import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import { typeOf } from './component-id.ts';
import type { Pipeline } from './pipelines.ts';
import { at, textAt, type Tree } from './tree.ts';

/** The Collector's default, of the batch processor and of the batches of an exporter. */
const defaultTimeoutMs = 200;

/**
 * How long batches may hold a span on its way through the Collector, in milliseconds: the timeouts of every trace
 * pipeline, as connectors can put them in a row, and the longest one of an exporter.
 */
export function batchingMs(tree: Tree, pipelines: readonly Pipeline[]): number {
  const traces = pipelines.filter(({ signal }) => signal === 'traces');
  const processors = traces
    .flatMap((pipeline) => pipeline.processors)
    .filter((id) => typeOf(id) === 'batch')
    .map((id) => timeoutOf(at(tree, 'processors', id), 'timeout'));
  const exporters = traces
    .flatMap((pipeline) => pipeline.exporters)
    .map((id) => at(tree, 'exporters', id, 'sending_queue', 'batch'))
    .map((batch) => (batch ? timeoutOf(batch, 'flush_timeout') : 0));
  return processors.reduce((sum, timeout) => sum + timeout, 0) + Math.max(0, ...exporters);
}

const timeoutOf = (body: Tree | undefined, key: string): number =>
  parseDuration(textAt(body, key) ?? '') ?? defaultTimeoutMs;
