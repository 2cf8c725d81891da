import type { Finding } from '../../lib/events/finding.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import type { Observations } from '../run/observations.ts';
import { engineIdOf, nameOf } from './component-names.ts';
import { Counted } from './counted.ts';
import { queueOf, refusingLimiters } from './limits.ts';
import { hasDecisionCache, hastyRoots, hastyWaits, samplerSettings } from './decision-wait.ts';
import type { Loss } from './losses.ts';
import { isTracePipeline, processorsAfter, traceProcessors } from './trace-path.ts';
import { at, counts, duration, share, traces, withSource } from './words.ts';

/** Incomplete traces: only some of their spans were kept, and why. */
export function findIncompleteTraces(collector: AdaptedCollector, observations: Observations): Finding[] {
  const incomplete = sum(observations, 'incomplete');
  if (incomplete === 0) return [];
  const longest = Math.max(...observations.classes.map(({ longestIncompleteMs }) => longestIncompleteMs));
  const reasons = reasonsOf(collector, observations, longest);
  const example = observations.classes.map(({ examples }) => examples.incomplete).find((id) => id !== undefined);
  const byClass = Object.fromEntries(
    observations.classes.filter((one) => one.incomplete > 0).map((one) => [one.class, one.incomplete]),
  );
  const [first] = reasons;
  const kept = sum(observations, 'kept');
  return [
    {
      kind: 'trace-incomplete',
      severity: 'problem',
      subject: collector.samplers[0]?.id ?? 'traces',
      message: `${incomplete} of ${traces(kept)} that were kept (${share(incomplete, kept)}) are incomplete: ${counts(byClass)}`,
      ...(reasons.length === 0 ? {} : { why: reasons.map(({ text }) => text).join('; ') }),
      ...(first === undefined ? {} : { hint: first.hint }),
      ...withSource(first?.source ?? collector.samplers[0]?.source),
      evidence: [
        { label: 'longest', text: duration(longest) },
        ...(example === undefined ? [] : [{ label: 'an incomplete trace', text: example }]),
      ],
    },
  ];
}

function reasonsOf(collector: AdaptedCollector, observations: Observations, longestMs: number): Loss[] {
  const counted = new Counted(observations);
  const late = counted.sum('processor_tail_sampling_sampling_late_span_age_count');
  const waits = hastyWaits(collector, longestMs);
  return [
    ...waits,
    ...refused(collector, counted),
    ...(waits.length > 0 ? [] : hastyRoots(collector, late)),
    ...uncached(collector, late),
    ...others(collector, counted),
  ];
}

function uncached(collector: AdaptedCollector, late: number): Loss[] {
  if (late === 0) return [];
  return collector.samplers
    .filter((sampler) => !hasDecisionCache(samplerSettings(collector, sampler)))
    .map(({ id, source }) => ({
      text: `${late} spans came after the decision of their trace, and ${id} has no decision_cache to make them follow it`,
      hint: 'Set decision_cache with sampled_cache_size and non_sampled_cache_size.',
      source: collector.sourceOf(['processors', id]) ?? source,
    }));
}

/** What a memory limiter refused comes late or never, as it is sent again for a while only. */
function refused(collector: AdaptedCollector, counted: Counted): Loss[] {
  return refusingLimiters(collector, counted, 'spans').map(({ id, count, source }) => ({
    text: `${id}${at(source)} refused ${count} spans`,
    hint: `Raise the limit of ${id}.`,
    source,
  }));
}

/** What takes single spans of a trace, or splits it. */
function others(collector: AdaptedCollector, counted: Counted): Loss[] {
  const { pipelines, samplers, sourceOf } = collector;
  const reasons: Loss[] = [];
  for (const id of traceProcessors(pipelines)) {
    const labels = { processor: engineIdOf(collector, id), otel_signal: 'traces' };
    const lost = counted.sum('processor_incoming_items', labels) - counted.sum('processor_outgoing_items', labels);
    const isBehind = samplers.length === 0 || samplers.some((one) => processorsAfter(pipelines, one.id).includes(id));
    const source = sourceOf(['processors', id]);
    const type = typeOf(id);
    if (type === 'groupbytrace') {
      const text = `${id}${at(source)} lets a trace go after its own wait, and spans that come later make a second one`;
      reasons.push({ text, hint: `Leave ${id} out: the tail sampler gathers traces by itself.`, source });
    } else if (lost > 0 && (type === 'filter' || (isBehind && type === 'probabilistic_sampler'))) {
      const text = `${id}${at(source)} dropped ${lost} spans, of traces that were kept too`;
      reasons.push({ text, hint: `Let ${id} drop whole traces only.`, source });
    }
  }
  const traceInputs = Object.entries(pipelines).filter(
    ([id, { processors }]) => isTracePipeline(id) && processors.some((one) => typeOf(one) === 'tail_sampling'),
  );
  const isRouted = Object.values(pipelines).some(({ exporters }) => exporters.some((id) => typeOf(id) === 'routing'));
  if (traceInputs.length > 1 && isRouted) {
    const text = `the traces are split over the pipelines ${traceInputs.map(([id]) => id).join(' and ')}, whose samplers decide each on its own`;
    reasons.push({ text, hint: 'Sample in one pipeline, and route what was kept.' });
  }
  for (const [engineId, count] of Object.entries(counted.by('exporter_enqueue_failed_spans', 'exporter'))) {
    const exporter = nameOf(collector, engineId);
    const text = `the queue of ${exporter} was full, and ${count} spans were lost`;
    reasons.push({ text, hint: 'Raise sending_queue.queue_size.', source: queueOf(collector, exporter) });
  }
  const evicted = counted.sum('processor_tail_sampling_sampling_trace_dropped_too_early');
  if (evicted > 0) {
    const text = `the sampler evicted ${evicted} traces before their decision, and what came later made new ones`;
    reasons.push({ text, hint: 'Raise num_traces.', source: samplers[0]?.source });
  }
  return reasons;
}

function sum({ classes }: Observations, of: 'kept' | 'incomplete'): number {
  return classes.reduce((all, one) => all + one[of], 0);
}
