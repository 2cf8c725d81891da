import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatCountsInText, formatList } from '../../../lib/format/list.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { ClassAccount, Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { engineIdOf, nameOf } from '../collector/component-names.ts';
import { largerQueue, moreMemory } from '../collector/capacity-changes.ts';
import { withoutProcessor } from '../collector/pipeline-changes.ts';
import { queueOf, refusingLimiters } from '../collector/refusals.ts';
import type { Cause } from './cause.ts';
import { largest, moreTraces } from './evictions.ts';
import { exceptFrom, keepClass } from './policy-changes.ts';
import { allPolicies, boundOf, labelOf } from './policies.ts';
import { processorsAfter, processorsBefore, traceProcessors } from './trace-path.ts';

/** Processors that drop spans. Others (groupbytrace) may hold spans back, which loses none. */
const droppers = new Set(['probabilistic_sampler', 'filter']);
const tailSampling = 'processor_tail_sampling';

export interface LostTraces {
  /** The policies that should have kept the traces. */
  names: readonly string[];
  /** Their class. */
  account: Pick<ClassAccount, 'class' | 'lostDrops'>;
}

/**
 * Where traces of a class were lost, in the order of the pipeline: from the Collector's own counters, which do not
 * distinguish classes, and without drop policies and filters whose conditions none of the lost traces meets.
 */
export function pipelineLosses(
  collector: AdaptedCollector,
  observations: Observations,
  { names, account }: LostTraces,
): Cause[] {
  const counters = new CollectorCounters(observations);
  const { lostDrops } = account;
  return [
    ...refused(collector, counters),
    ...droppedByProcessors(collector, counters, lostDrops),
    ...evicted(collector, counters, observations),
    ...droppedByPolicies(collector, counters, { names, lostDrops }),
    ...limitedPolicies(collector, observations, { names, account }),
    ...lostByExporters(collector, counters),
  ];
}

function refused(collector: AdaptedCollector, counters: CollectorCounters): Cause[] {
  const count = counters.sum('receiver_refused_spans');
  const limiters = refusingLimiters(collector, counters, 'spans');
  if (limiters.length > 0) {
    return limiters.map(({ id, count: spans, source }) => ({
      text:
        `${id}${sourceSuffix(source)} refused ${plural(spans, 'span')} because the Collector exceeded its ` +
        `memory limit, and the senders ` +
        'stopped retrying.',
      ...moreMemory(collector, id),
      source,
    }));
  }
  if (count === 0) return [];
  return [
    {
      text: `The receiver refused ${plural(count, 'span')}, as it does when a memory_limiter exceeds its limit.`,
    },
  ];
}

function droppedByProcessors(
  collector: AdaptedCollector,
  counters: CollectorCounters,
  lostDrops: ClassAccount['lostDrops'],
): Cause[] {
  const samplers = collector.samplers.map(({ id }) => id);
  const before = samplers.flatMap((sampler) => processorsBefore(collector, sampler));
  const after = samplers.flatMap((sampler) => processorsAfter(collector, sampler));
  const inOrder = samplers.length > 0 ? [...before, ...after] : traceProcessors(collector.pipelines);
  return [...new Set(inOrder)].flatMap((id): Cause[] => {
    if (!droppers.has(typeOf(id))) return [];
    if (typeOf(id) === 'filter' && lostDrops && (lostDrops[engineIdOf(collector, id)] ?? 0) === 0) return [];
    const labels = { processor: engineIdOf(collector, id), otel_signal: 'traces' };
    const incoming = counters.sum('processor_incoming_items', labels);
    const lost = incoming - counters.sum('processor_outgoing_items', labels);
    if (lost <= 0) return [];
    const source = collector.sourceOf(['processors', id]);
    const isBefore = before.includes(id);
    return [
      {
        text:
          `${id}${sourceSuffix(source)} dropped ${formatCount(lost)} of ` +
          `${plural(incoming, 'span')}${isBefore ? ' before the tail sampler' : ''}.`,
        hint: `No policy sees what ${id} drops: remove it, and let the tail sampler decide alone.`,
        changes: isBefore ? withoutProcessor(collector, id, 'traces') : [],
        source,
      },
    ];
  });
}

function evicted(collector: AdaptedCollector, counters: CollectorCounters, observations: Observations): Cause[] {
  const { samplers, sourceOf } = collector;
  const count = counters.sum(`${tailSampling}_sampling_trace_dropped_too_early`);
  if (count === 0) return [];
  const changes = moreTraces(collector, observations);
  const size = samplers.map(({ id }) => sourceOf(['processors', id, 'num_traces'])).find(Boolean);
  const source = size ?? samplers[0]?.source;
  return [
    {
      text:
        `The tail sampler${sourceSuffix(source)} evicted ${plural(count, 'trace')} before their decision: ` +
        `num_traces is too small for ` +
        'this traffic.',
      hint:
        `Set num_traces to at least ${largest(changes)}, twice the traces that arrive within decision_wait (traces per ` +
        'second times decision_wait).',
      changes,
      source,
    },
  ];
}

function droppedByPolicies(
  collector: AdaptedCollector,
  counters: CollectorCounters,
  { names, lostDrops }: { names: readonly string[]; lostDrops: ClassAccount['lostDrops'] },
): Cause[] {
  const dropped = counters.by(`${tailSampling}_count_traces_sampled`, 'policy', { decision: 'dropped' });
  const all = allPolicies(collector);
  const keepers = all.map(({ policy }) => policy).filter(({ name }) => names.includes(name));
  return all.flatMap(({ policy }): Cause[] => {
    const { name, type, source } = policy;
    const counted = dropped[labelOf(policy)] ?? 0;
    const count = lostDrops ? Math.min(counted, lostDrops[name] ?? 0) : counted;
    if (type !== 'drop' || count === 0) return [];
    const others = names.length > 0 ? `, including ${formatList(names)}` : '';
    return [
      {
        text:
          `Policy ${name}${sourceSuffix(source)} dropped ${plural(count, 'trace')}; a drop policy overrides ` +
          `all others${others}.`,
        hint: `Exclude them from ${name}: add a "not" policy for what must be kept to its conditions.`,
        changes: exceptFrom(collector, policy, keepers),
        source,
      },
    ];
  });
}

/** Policies that sample the traces, but only up to a rate or with a probability. */
function limitedPolicies(
  collector: AdaptedCollector,
  observations: Observations,
  { names, account }: LostTraces,
): Cause[] {
  const votes = new CollectorCounters(observations).by(`${tailSampling}_count_traces_sampled`, 'policy', {
    sampled: 'true',
  });
  return allPolicies(collector).flatMap(({ policy, sampler }): Cause[] => {
    const bound = boundOf(policy);
    if (!names.includes(policy.name) || bound === undefined) return [];
    const { name, type, source } = policy;
    return [
      {
        text:
          `Policy ${name}${sourceSuffix(source)} of type ${type} keeps ${bound}, and sampled ` +
          `${votes[labelOf(policy)] ?? 0} ` +
          'traces.',
        hint: `Move what must always be kept to a policy of its own, outside ${name}.`,
        changes: [keepClass(collector, sampler, { name: account.class, slowMs: observations.slowMs })],
        source,
      },
    ];
  });
}

function lostByExporters(collector: AdaptedCollector, counters: CollectorCounters): Cause[] {
  const by = (metric: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(counters.by(metric, 'exporter')).map(([id, count]) => [nameOf(collector, id), count]),
    );
  const enqueue = by('exporter_enqueue_failed_spans');
  const send = by('exporter_send_failed_spans');
  const [firstFull = ''] = Object.keys(enqueue);
  return [
    ...(firstFull === ''
      ? []
      : [
          {
            text: `Sending queues were full and dropped spans: ${formatCountsInText(enqueue)}.`,
            ...largerQueue(collector, firstFull),
            source: queueOf(collector, firstFull),
          },
        ]),
    ...(Object.keys(send).length === 0
      ? []
      : [
          {
            text: `Exporters failed to send spans: ${formatCountsInText(send)}.`,
            look: 'See the log of the Collector.',
          },
        ]),
  ];
}
