import { parse } from 'yaml';
import { asObject, asString, type JsonObject } from '../../../lib/json.ts';
import type { AdaptedCollector, SamplerSource } from '../../inputs/collector/adapted-collector.ts';
import type { Loss } from './losses.ts';
import { at, duration } from '../words.ts';

/** How long the SDKs hold a span at most before they send it. */
export const batchMs = 5000;

/** The settings of a tail sampler as the engine is given them. */
export function samplerSettings({ text }: AdaptedCollector, { id }: SamplerSource): JsonObject {
  return asObject(asObject(asObject(parse(text)).processors)[id]);
}

export function hasDecisionCache(settings: JsonObject): boolean {
  return Number(asObject(settings.decision_cache).sampled_cache_size ?? 0) > 0;
}

/** Samplers that decide before traces which last so long have come, with how long they should wait. */
export function hastyWaits(collector: AdaptedCollector, longestMs: number): Loss[] {
  const needed = `${Math.ceil((longestMs + batchMs) / 1000) + 1}s`;
  return collector.samplers.flatMap((sampler): Loss[] => {
    const { id, decisionWaitMs, source } = sampler;
    if (longestMs + batchMs <= decisionWaitMs) return [];
    const cache = hasDecisionCache(samplerSettings(collector, sampler))
      ? ''
      : ' A decision_cache lets spans that are later still follow the decision.';
    return [
      {
        text:
          `${id}${at(source)} decides ${duration(decisionWaitMs)} after a trace's first span, and the longest of these lasts ` +
          `${duration(longestMs)}, of which the SDKs hold spans for up to ${duration(batchMs)} more`,
        hint: `Set decision_wait to ${needed} at least.${cache}`,
        source: collector.sourceOf(['processors', id, 'decision_wait']) ?? source,
      },
    ];
  });
}

/** Samplers that decide too soon after a root span, where so many spans were late. */
export function hastyRoots(collector: AdaptedCollector, lateSpans: number): Loss[] {
  if (lateSpans === 0) return [];
  return collector.samplers.flatMap((sampler): Loss[] => {
    const afterRoot = asString(samplerSettings(collector, sampler).decision_wait_after_root_received);
    if (/^(0[a-z]*)?$/.test(afterRoot)) return [];
    const { id, source } = sampler;
    return [
      {
        text: `${id}${at(source)} decides ${afterRoot} after a root span has come, and ${lateSpans} spans came later`,
        hint: 'Set decision_wait_after_root_received to more than the services hold their spans.',
        source: collector.sourceOf(['processors', id, 'decision_wait_after_root_received']) ?? source,
      },
    ];
  });
}
