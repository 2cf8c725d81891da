import type { Latency } from '../../../../simulation/services/system.ts';
import { durationMs } from '../../../../lib/yaml/forms.ts';

/** A latency from `20ms`, from `20ms..80ms`, or from its median and 99th percentile. */
export function latencyOf(written: string | { p50: string; p99: string }): Latency | undefined {
  if (typeof written === 'object') {
    const [p50Ms, p99Ms] = [durationMs(written.p50), durationMs(written.p99)];
    if (p50Ms === undefined || p99Ms === undefined || p50Ms <= 0 || p99Ms < p50Ms) return undefined;
    return { p50Ms, p99Ms, shape: 'log-normal' };
  }
  const [from = '', to = from, ...others] = written.split('..');
  const [minMs, maxMs] = [durationMs(from), durationMs(to)];
  if (minMs === undefined || maxMs === undefined || maxMs < minMs || others.length > 0) return undefined;
  return { minMs, moreMs: maxMs - minMs, shape: 'even' };
}

/** A latency that the schema has validated, or the default if it is omitted. */
export function latencyOr(written: Parameters<typeof latencyOf>[0] | undefined, otherwise: Latency): Latency {
  return (written === undefined ? undefined : latencyOf(written)) ?? otherwise;
}
