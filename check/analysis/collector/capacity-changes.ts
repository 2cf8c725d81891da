import { asObject } from '../../../lib/json.ts';
import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { settingsOf } from './component-settings.ts';

interface Suggested {
  hint?: string;
  changes: Change[];
}

/** What a Collector of a check needs for the usual traffic; MiB. */
const leastMib = 512;

/** A higher limit for a memory limiter: four times the limit in MiB. A percentage is of a memory that a check does not know. */
export function moreMemory(collector: AdaptedCollector, id: string): Suggested {
  const settings = settingsOf(collector, 'processors', id);
  const path = ['processors', id, 'limit_mib'];
  const limit = Number(settings.limit_mib);
  const isWritten = settings.limit_percentage === undefined && limit > 0 && collector.sourceOf(path) !== undefined;
  if (!isWritten) {
    return { changes: [] };
  }
  const value = Math.max(leastMib, 4 * limit);
  return { hint: `Set limit_mib of ${id} to ${value}.`, changes: [inCollector(collector, { op: 'set', path, value })] };
}

/** The Collector's default. Source: opentelemetry-collector, exporter/exporterhelper. */
const defaultQueueSize = 1000;

/** A sending queue of ten times the size, and at least the default. */
export function largerQueue(collector: AdaptedCollector, id: string): Suggested {
  const settings = settingsOf(collector, 'exporters', id);
  const size = Number(asObject(settings.sending_queue).queue_size ?? defaultQueueSize);
  const value = Math.max(defaultQueueSize, 10 * size);
  const path = ['exporters', id, 'sending_queue', 'queue_size'];
  return {
    hint: `Set sending_queue.queue_size of ${id} to ${value}.`,
    changes: [inCollector(collector, { op: 'set', path, value })],
  };
}
