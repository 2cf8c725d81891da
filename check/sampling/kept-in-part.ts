import { parse } from 'yaml';
import type { Finding } from '../../scenarios/run/finding.ts';
import { asObject, asString, type JsonObject } from '../../stack/clients/json.ts';
import type { AdaptedCollector, SamplerSource } from '../collector/adapted.ts';
import type { Observations } from '../observations.ts';
import { engineIdOf, nameOf } from './component-names.ts';
import { Counted } from './counted.ts';
import { isTracePipeline, processorsAfter, traceProcessors, typeOf } from './trace-path.ts';
import { at, counts, duration, share, traces, withSource } from './words.ts';

/** How long the SDKs hold a span at most before they send it. */
const batchMs = 5000;

/** Traces of which only some spans were kept, and why. */
export function findFragments(collector: AdaptedCollector, observations: Observations): Finding[] {
  const fragments = sum(observations, 'fragments');
  if (fragments === 0) return [];
  const longest = Math.max(...observations.classes.map(({ longestFragmentMs }) => longestFragmentMs));
  const reasons = reasonsOf(collector, observations, longest);
  const example = observations.classes.map(({ examples }) => examples.fragment).find((id) => id !== undefined);
  const byClass = Object.fromEntries(
    observations.classes.filter((one) => one.fragments > 0).map((one) => [one.class, one.fragments]),
  );
  const [first] = reasons;
  const kept = sum(observations, 'kept');
  return [
    {
      kind: 'trace-kept-in-part',
      severity: 'problem',
      subject: collector.samplers[0]?.id ?? 'traces',
      message: `${fragments} of ${traces(kept)} that were kept (${share(fragments, kept)}) lack spans: ${counts(byClass)}`,
      ...(reasons.length === 0 ? {} : { why: reasons.map(({ text }) => text).join('; ') }),
      ...(first === undefined ? {} : { hint: first.hint }),
      ...withSource(first?.source ?? collector.samplers[0]?.source),
      evidence: [
        { label: 'longest', text: duration(longest) },
        ...(example === undefined ? [] : [{ label: 'a trace kept in part', text: example }]),
      ],
    },
  ];
}

interface Reason {
  text: string;
  hint: string;
  source?: SamplerSource['source'];
}

function reasonsOf(collector: AdaptedCollector, observations: Observations, longestMs: number): Reason[] {
  const counted = new Counted(observations);
  const late = counted.sum('processor_tail_sampling_sampling_late_span_age_count');
  const settings = asObject(asObject(parse(collector.text)).processors);
  const needed = `${Math.ceil((longestMs + batchMs) / 1000) + 1}s`;
  const waits = collector.samplers.flatMap((sampler): Reason[] => {
    if (longestMs + batchMs <= sampler.decisionWaitMs) return [];
    const { id, decisionWaitMs, source } = sampler;
    return [
      {
        text:
          `${id}${at(source)} decides ${duration(decisionWaitMs)} after a trace's first span, and the longest of these lasts ` +
          `${duration(longestMs)}, after which its services hold spans for up to ${duration(batchMs)} more`,
        hint: `Set decision_wait to ${needed} at least.${cacheHint(asObject(settings[id]))}`,
        source: collector.sourceOf(['processors', id, 'decision_wait']) ?? source,
      },
    ];
  });
  const early = collector.samplers.flatMap((sampler): Reason[] => {
    const afterRoot = asString(asObject(settings[sampler.id]).decision_wait_after_root_received);
    if (waits.length > 0 || late === 0 || /^(0[a-z]*)?$/.test(afterRoot)) return [];
    return [
      {
        text: `${sampler.id}${at(sampler.source)} decides ${afterRoot} after a root span has come, and ${late} spans came later`,
        hint: 'Set decision_wait_after_root_received to more than the services hold their spans.',
        source: collector.sourceOf(['processors', sampler.id, 'decision_wait_after_root_received']) ?? sampler.source,
      },
    ];
  });
  return [...waits, ...early, ...uncached(collector, settings, late), ...others(collector, counted)];
}

function cacheHint(sampler: JsonObject): string {
  return hasCache(sampler) ? '' : ' A decision_cache lets spans that are later still follow the decision.';
}

function hasCache(sampler: JsonObject): boolean {
  return Number(asObject(sampler.decision_cache).sampled_cache_size ?? 0) > 0;
}

function uncached({ samplers, sourceOf }: AdaptedCollector, settings: JsonObject, late: number): Reason[] {
  if (late === 0) return [];
  return samplers
    .filter(({ id }) => !hasCache(asObject(settings[id])))
    .map(({ id, source }) => ({
      text: `${late} spans came after the decision of their trace, and ${id} has no decision_cache to make them follow it`,
      hint: 'Set decision_cache with sampled_cache_size and non_sampled_cache_size.',
      source: sourceOf(['processors', id]) ?? source,
    }));
}

/** What takes single spans of a trace, or splits it. */
function others(collector: AdaptedCollector, counted: Counted): Reason[] {
  const { pipelines, samplers, sourceOf } = collector;
  const reasons: Reason[] = [];
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
    reasons.push({ text, hint: 'Raise sending_queue.queue_size.', source: sourceOf(['exporters', exporter]) });
  }
  const evicted = counted.sum('processor_tail_sampling_sampling_trace_dropped_too_early');
  if (evicted > 0) {
    const text = `the sampler evicted ${evicted} traces before their decision, and what came later made new ones`;
    reasons.push({ text, hint: 'Raise num_traces.', source: samplers[0]?.source });
  }
  const refused = counted.sum('receiver_refused_spans');
  if (refused > 0) {
    const text = `the receiver refused ${refused} spans`;
    reasons.push({ text, hint: 'Raise the limit of memory_limiter.' });
  }
  return reasons;
}

function sum({ classes }: Observations, of: 'kept' | 'fragments'): number {
  return classes.reduce((all, one) => all + one[of], 0);
}
