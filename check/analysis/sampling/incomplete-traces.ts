import { sourceSuffix } from '../../../lib/events/source-line.ts';
import { formatList } from '../../../lib/format/list.ts';
import { plural } from '../../../lib/format/number.ts';
import { inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { engineIdOf, nameOf } from '../collector/component-names.ts';
import { settingsOf } from '../collector/component-settings.ts';
import { queueOf, refusingLimiters } from '../collector/refusals.ts';
import { largerQueue, moreMemory } from '../collector/capacity-changes.ts';
import { withoutProcessor } from '../collector/pipeline-changes.ts';
import type { Cause } from './cause.ts';
import { hasDecisionCache, shortDecisionWaits, shortRootWaits } from './decision-wait.ts';
import { largest, moreTraces } from './evictions.ts';
import { isTracePipeline, processorsAfter, traceProcessors } from './trace-path.ts';

/** Decisions that a cache holds; each takes 24 bytes. */
const decisions = 100_000;

/** Why kept traces are incomplete; `durationsMs` are the durations of those. */
export function incompleteTraceCauses(
  collector: AdaptedCollector,
  observations: Observations,
  durationsMs: readonly number[],
): Cause[] {
  const counters = new CollectorCounters(observations);
  const late = counters.sum('processor_tail_sampling_sampling_late_span_age_count');
  const waits = shortDecisionWaits(collector, durationsMs);
  return [
    ...waits,
    ...refused(collector, counters),
    ...(waits.length > 0 ? [] : shortRootWaits(collector, late)),
    ...withoutDecisionCache(collector, late),
    ...splitByProcessors(collector, counters),
    ...splitByRouting(collector),
    ...fullQueues(collector, counters),
    ...evicted(collector, counters, observations),
  ];
}

/** Refused spans arrive late or never: senders stop retrying after a while. */
function refused(collector: AdaptedCollector, counters: CollectorCounters): Cause[] {
  return refusingLimiters(collector, counters, 'spans').map(({ id, count, source }) => ({
    text: `${id}${sourceSuffix(source)} refused ${plural(count, 'span')}.`,
    ...moreMemory(collector, id),
    source,
  }));
}

function withoutDecisionCache(collector: AdaptedCollector, late: number): Cause[] {
  if (late === 0) return [];
  return collector.samplers
    .filter(({ id }) => !hasDecisionCache(settingsOf(collector, 'processors', id)))
    .map(({ id, source }) => ({
      text:
        `${plural(late, 'span')} arrived after the decision on their trace, and ${id} has no decision_cache to ` +
        `make them ` +
        'follow it.',
      hint: `Set decision_cache of ${id}: sampled_cache_size and non_sampled_cache_size ${decisions}.`,
      changes: [
        inCollector(collector, {
          op: 'set',
          path: ['processors', id, 'decision_cache'],
          value: { sampled_cache_size: decisions, non_sampled_cache_size: decisions },
        }),
      ],
      source: collector.sourceOf(['processors', id]) ?? source,
    }));
}

function splitByProcessors(collector: AdaptedCollector, counters: CollectorCounters): Cause[] {
  const { pipelines, samplers, sourceOf } = collector;
  return traceProcessors(pipelines).flatMap((id): Cause[] => {
    const labels = { processor: engineIdOf(collector, id), otel_signal: 'traces' };
    const lost = counters.sum('processor_incoming_items', labels) - counters.sum('processor_outgoing_items', labels);
    const isAfter = samplers.length === 0 || samplers.some((one) => processorsAfter(collector, one.id).includes(id));
    const source = sourceOf(['processors', id]);
    const type = typeOf(id);
    if (type === 'groupbytrace') {
      const text =
        `${id}${sourceSuffix(source)} releases a trace after its own wait, and later spans form a ` + `second one.`;
      const hint = `Remove ${id} from the pipelines: the tail sampler groups spans by trace itself.`;
      return [{ text, hint, changes: withoutProcessor(collector, id), source }];
    }
    if (lost > 0 && (type === 'filter' || (isAfter && type === 'probabilistic_sampler'))) {
      const text = `${id}${sourceSuffix(source)} dropped ${plural(lost, 'span')}, some of them from kept traces.`;
      return [{ text, source }];
    }
    return [];
  });
}

function splitByRouting({ pipelines }: AdaptedCollector): Cause[] {
  const sampling = Object.entries(pipelines).filter(
    ([id, { processors }]) => isTracePipeline(id) && processors.some((one) => typeOf(one) === 'tail_sampling'),
  );
  const isRouted = Object.values(pipelines).some(({ exporters }) => exporters.some((id) => typeOf(id) === 'routing'));
  if (sampling.length < 2 || !isRouted) return [];
  const ids = formatList(sampling.map(([id]) => id));
  const text = `Traces are split over the pipelines ${ids}, whose samplers decide independently.`;
  return [{ text }];
}

function fullQueues(collector: AdaptedCollector, counters: CollectorCounters): Cause[] {
  return Object.entries(counters.by('exporter_enqueue_failed_spans', 'exporter')).map(([engineId, count]) => {
    const exporter = nameOf(collector, engineId);
    return {
      text: `The queue of ${exporter} was full and dropped ${plural(count, 'span')}.`,
      ...largerQueue(collector, exporter),
      source: queueOf(collector, exporter),
    };
  });
}

function evicted(collector: AdaptedCollector, counters: CollectorCounters, observations: Observations): Cause[] {
  const count = counters.sum('processor_tail_sampling_sampling_trace_dropped_too_early');
  if (count === 0) return [];
  const text =
    `The sampler evicted ${plural(count, 'trace')} before their decision, and their later spans ` + `formed new ones.`;
  const changes = moreTraces(collector, observations);
  return [{ text, hint: `Set num_traces to ${largest(changes)}.`, changes, source: collector.samplers[0]?.source }];
}
