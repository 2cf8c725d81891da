import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { asObject, asString, type JsonObject } from '../../../lib/json.ts';
import { inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { settingsOf } from '../collector/component-settings.ts';
import type { Cause } from './cause.ts';

/** How long SDKs buffer a span at most before they export it. */
export const batchMs = 5000;
const afterRootWait = `${batchMs / 1000 + 2}s`;
/** A decision that is early by less than this rarely is. */
const leastMs = 500;

export function hasDecisionCache(settings: JsonObject): boolean {
  return Number(asObject(settings.decision_cache).sampled_cache_size ?? 0) > 0;
}

/**
 * Samplers that decide before some traces of these durations are complete, with the decision_wait that 99% of them need.
 */
export function shortDecisionWaits(collector: AdaptedCollector, durationsMs: readonly number[]): Cause[] {
  return collector.samplers.flatMap(({ id, decisionWaitMs, source }): Cause[] => {
    const late = durationsMs.filter((ms) => ms + batchMs > decisionWaitMs).sort((a, b) => a - b);
    const typical = late[Math.ceil(late.length * 0.99) - 1];
    if (typical === undefined || typical + batchMs - decisionWaitMs < leastMs) return [];
    const needed = `${Math.ceil((typical + batchMs) / 1000) + 1}s`;
    const cache = hasDecisionCache(settingsOf(collector, 'processors', id))
      ? ''
      : ' A decision_cache lets later spans follow the decision.';
    const longest = late.at(-1) ?? typical;
    return [
      {
        text:
          `${id}${sourceSuffix(source)} decides ${formatDuration(decisionWaitMs)} after the first span of a trace. ` +
          `${formatCount(late.length)} of ${formatCount(durationsMs.length)} may be incomplete by then: ` +
          `the longest takes ${formatDuration(longest)}, and SDKs buffer spans for up to ${formatDuration(batchMs)} more.`,
        hint: `Set decision_wait to at least ${needed}.${cache}`,
        changes: [inCollector(collector, { op: 'set', path: ['processors', id, 'decision_wait'], value: needed })],
        source: collector.sourceOf(['processors', id, 'decision_wait']) ?? source,
      },
    ];
  });
}

/** Samplers that decide too soon after the root span; `lateSpans` arrived after the decision. */
export function shortRootWaits(collector: AdaptedCollector, lateSpans: number): Cause[] {
  if (lateSpans === 0) return [];
  return collector.samplers.flatMap(({ id, source }): Cause[] => {
    const afterRoot = asString(settingsOf(collector, 'processors', id).decision_wait_after_root_received);
    if (/^(0[a-z]*)?$/.test(afterRoot)) return [];
    return [
      {
        text:
          `${id}${sourceSuffix(source)} decides ${afterRoot} after the root span arrives; ` +
          `${plural(lateSpans, 'span')} arrived later.`,
        hint: `Set decision_wait_after_root_received to ${afterRootWait}, more than the ${formatDuration(batchMs)} for which SDKs buffer spans.`,
        changes: [
          inCollector(collector, {
            op: 'set',
            path: ['processors', id, 'decision_wait_after_root_received'],
            value: afterRootWait,
          }),
        ],
        source: collector.sourceOf(['processors', id, 'decision_wait_after_root_received']) ?? source,
      },
    ];
  });
}
