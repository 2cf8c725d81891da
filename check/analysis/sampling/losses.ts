import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { Observations } from '../../run/observations.ts';
import { engineIdOf, nameOf } from '../collector/component-names.ts';
import { Counted } from '../collector/collector-counters.ts';
import { queueOf, refusingLimiters } from '../collector/limits.ts';
import { allPolicies, boundOf, labelOf } from './policies.ts';
import { processorsAfter, processorsBefore, traceProcessors } from '../collector/trace-path.ts';
import { at, counts } from '../words.ts';

/** One place at which traces were lost, from the Collector's own counters, which do not tell one class from another. */
export interface Loss {
  text: string;
  hint: string;
  source?: SourceLine | undefined;
}

/** Processors that let only some of what comes in out again. Of what others do not let out (groupbytrace) nothing is lost. */
const droppers = new Set(['probabilistic_sampler', 'filter']);
const tailSampling = 'processor_tail_sampling';

/** Where traces were lost, in the order in which they pass these places. `about` are the policies that should have kept them. */
export function lossesOf(collector: AdaptedCollector, observations: Observations, about: readonly string[]): Loss[] {
  const counted = new Counted(observations);
  return [
    ...refused(collector, counted),
    ...processors(collector, counted),
    ...evicted(collector, counted),
    ...dropPolicies(collector, counted, about),
    ...bounded(collector, counted, about),
    ...exporters(collector, counted),
  ];
}

function refused(collector: AdaptedCollector, counted: Counted): Loss[] {
  const count = counted.sum('receiver_refused_spans');
  const limiters = refusingLimiters(collector, counted, 'spans');
  if (limiters.length > 0) {
    return limiters.map(({ id, count: items, source }) => ({
      text: `${id}${at(source)} refused ${items} spans, as the Collector held more than its limit, and whoever sent them gave up in the end`,
      hint: `Raise the limit of ${id}, or give the Collector more memory where it is a percentage.`,
      source,
    }));
  }
  if (count === 0) return [];
  return [
    {
      text: `the receiver refused ${count} spans, as a memory_limiter does while the Collector holds more than its limit`,
      hint: 'Give the Collector more memory, or raise the limit of memory_limiter.',
    },
  ];
}

function processors(collector: AdaptedCollector, counted: Counted): Loss[] {
  const samplers = collector.samplers.map(({ id }) => id);
  const before = samplers.flatMap((sampler) => processorsBefore(collector.pipelines, sampler));
  const after = samplers.flatMap((sampler) => processorsAfter(collector.pipelines, sampler));
  const inOrder = samplers.length > 0 ? [...before, ...after] : traceProcessors(collector.pipelines);
  return [...new Set(inOrder)].flatMap((id): Loss[] => {
    if (!droppers.has(typeOf(id))) return [];
    const labels = { processor: engineIdOf(collector, id), otel_signal: 'traces' };
    const incoming = counted.sum('processor_incoming_items', labels);
    const lost = incoming - counted.sum('processor_outgoing_items', labels);
    if (lost <= 0) return [];
    const source = collector.sourceOf(['processors', id]);
    const where = before.includes(id) ? ' in front of the tail sampler' : '';
    return [
      {
        text: `${id}${at(source)}${where} dropped ${lost} of ${incoming} spans`,
        hint: before.includes(id)
          ? `What ${id} drops no policy sees: take it out, or let the tail sampler decide alone.`
          : `Let ${id} spare what is to be kept.`,
        source,
      },
    ];
  });
}

function evicted({ samplers, sourceOf }: AdaptedCollector, counted: Counted): Loss[] {
  const count = counted.sum(`${tailSampling}_sampling_trace_dropped_too_early`);
  if (count === 0) return [];
  const source = samplers.map(({ id }) => sourceOf(['processors', id, 'num_traces'])).find(Boolean);
  const sampler = source ?? samplers[0]?.source;
  return [
    {
      text: `the tail sampler${at(sampler)} evicted ${count} traces before their decision, as num_traces is too small for this traffic`,
      hint: 'num_traces must hold all that arrives within decision_wait: traces per second times decision_wait, and twice that to be safe.',
      source: sampler,
    },
  ];
}

function dropPolicies(collector: AdaptedCollector, counted: Counted, about: readonly string[]): Loss[] {
  const dropped = counted.by(`${tailSampling}_count_traces_sampled`, 'policy', { decision: 'dropped' });
  return allPolicies(collector).flatMap(({ policy }): Loss[] => {
    const { name, type, source } = policy;
    const count = dropped[labelOf(policy)] ?? 0;
    if (type !== 'drop' || count === 0) return [];
    const others = about.length > 0 ? `, ${about.join(' and ')} too` : '';
    return [
      {
        text: `${count} traces were dropped by policy ${name}${at(source)}, which wins over every other${others}`,
        hint: `Let ${name} spare them: add a "not" policy on what is to be kept beside its condition.`,
        source,
      },
    ];
  });
}

/** A policy that claims what it is about, but only so much of it. */
function bounded(collector: AdaptedCollector, counted: Counted, about: readonly string[]): Loss[] {
  const votes = counted.by(`${tailSampling}_count_traces_sampled`, 'policy', { sampled: 'true' });
  return allPolicies(collector).flatMap(({ policy }): Loss[] => {
    const bound = boundOf(policy);
    if (!about.includes(policy.name) || bound === undefined) return [];
    const { name, type, source } = policy;
    return [
      {
        text: `policy ${name}${at(source)} of type ${type} keeps ${bound}, and claimed ${votes[labelOf(policy)] ?? 0} traces`,
        hint: `Give what must be kept whole a policy of its own, outside of ${name}.`,
        source,
      },
    ];
  });
}

function exporters(collector: AdaptedCollector, counted: Counted): Loss[] {
  const by = (metric: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(counted.by(metric, 'exporter')).map(([id, count]) => [nameOf(collector, id), count]),
    );
  const enqueue = by('exporter_enqueue_failed_spans');
  const send = by('exporter_send_failed_spans');
  return [
    ...(Object.keys(enqueue).length === 0
      ? []
      : [
          {
            text: `sending queues were full, and spans lost, of exporters ${counts(enqueue)}`,
            hint: 'Raise sending_queue.queue_size, or num_consumers.',
            source: queueOf(collector, Object.keys(enqueue)[0] ?? ''),
          },
        ]),
    ...(Object.keys(send).length === 0
      ? []
      : [{ text: `exporters failed to send spans: ${counts(send)}`, hint: 'See what the Collector logged.' }]),
  ];
}
