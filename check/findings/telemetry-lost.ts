import type { SourceLine } from '../../lib/events/source-line.ts';
import { formatList } from '../../lib/format/list.ts';
import { largerQueue, moreMemory } from '../analysis/collector/capacity-changes.ts';
import { CollectorCounters } from '../analysis/collector/collector-counters.ts';
import { nameOf } from '../analysis/collector/component-names.ts';
import { describeLogged } from '../analysis/collector/log-lines.ts';
import { queueOf, refusingLimiters } from '../analysis/collector/refusals.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

/** A counter of lost telemetry. */
interface Loss {
  /** The metric's name before the kind of items. */
  metric: string;
  label: 'receiver' | 'exporter';
  verb: string;
  hint?: string;
}

const items = { spans: 'spans', metric_points: 'data points', log_records: 'log records' } as const;
const seeLog = 'See the log of the Collector.';
const losses: readonly Loss[] = [
  {
    metric: 'receiver_refused',
    label: 'receiver',
    verb: 'refused',
    hint: seeLog,
  },
  { metric: 'receiver_failed', label: 'receiver', verb: 'failed to process', hint: seeLog },
  {
    metric: 'exporter_enqueue_failed',
    label: 'exporter',
    verb: 'had a full queue and dropped',
  },
  { metric: 'exporter_send_failed', label: 'exporter', verb: 'failed to send', hint: seeLog },
];
const shownLines = 5;

export const telemetryLost: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'telemetry-lost',
  category: 'collector',
  severity: 'error',
  isForAgents: true,
  summary: "The Collector's own counters show lost telemetry, or it logged errors.",
  docs: {
    meaning:
      'A receiver or a memory limiter refused telemetry, or an exporter dropped it or failed to send it. Memory ' +
      'limits and queues that are too small for the rate appear here. Errors in the log without any loss are a ' +
      'warning.',
    example: 'The exporter otlp failed to send 1,200 spans',
    action:
      'Raise the limit or the queue that the finding points to; otherwise read the logged errors in its evidence.',
  },
  find({ collector, observations }) {
    const counters = new CollectorCounters(observations);
    const errors = observations.collectorLog.filter((line) => /^error\t|"level":"error"/.test(line));
    const texts = [...new Set(errors.map(describeLogged))].slice(0, shownLines);
    const evidence = texts.map((text) => ({ label: 'logged', text }));
    const limited = refusedByLimiters(collector, counters);
    const lost = losses.flatMap((loss): Found[] => {
      // What a limiter refuses, its receiver counts as refused too.
      if (loss.metric === 'receiver_refused' && limited.length > 0) return limited;
      return lostBy(loss, collector, counters).map((found) => ({ ...found, evidence }));
    });
    if (lost.length > 0 || errors.length === 0) return lost;
    const count = errors.length === 1 ? 'an error' : `${errors.length} different errors`;
    return [
      {
        severity: 'warning',
        subject: 'otel-collector',
        message: `The Collector logged ${count}, but counted no loss`,
        evidence,
      },
    ];
  },
};

/** One finding for each component. */
function lostBy(
  { metric, label, verb, hint }: Loss,
  collector: AdaptedCollector,
  counters: CollectorCounters,
): Found[] {
  const byComponent = new Map<string, string[]>();
  for (const [kind, name] of Object.entries(items)) {
    for (const [id, count] of Object.entries(counters.by(`${metric}_${kind}`, label))) {
      byComponent.set(id, [...(byComponent.get(id) ?? []), `${count} ${name}`]);
    }
  }
  return [...byComponent].map(([engineId, amounts]) => {
    const id = nameOf(collector, engineId);
    const isQueue = metric === 'exporter_enqueue_failed';
    return {
      subject: id,
      message: `The ${label} ${id} ${verb} ${formatList(amounts)}`,
      hint,
      ...(isQueue ? suggestion(largerQueue(collector, id)) : {}),
      source: isQueue ? queueOf(collector, id) : collector.sourceOf([`${label}s`, id]),
    };
  });
}

function suggestion({ hint, changes }: ReturnType<typeof moreMemory>): Pick<Found, 'hint' | 'proposal'> {
  return { hint, proposal: { changes, length: 'whole' } };
}

/** One finding for each memory limiter. */
function refusedByLimiters(collector: AdaptedCollector, counters: CollectorCounters): Found[] {
  const refused = new Map<string, { amounts: string[]; source: SourceLine | undefined }>();
  for (const [kind, name] of Object.entries(items)) {
    for (const { id, count, source } of refusingLimiters(collector, counters, kind)) {
      refused.set(id, { amounts: [...(refused.get(id)?.amounts ?? []), `${count} ${name}`], source });
    }
  }
  return [...refused].map(([id, { amounts, source }]) => ({
    subject: id,
    message: `${id} refused ${formatList(amounts)} because the Collector exceeded its memory limit`,
    why: 'Senders retry for a while and then drop the data.',
    ...suggestion(moreMemory(collector, id)),
    source,
  }));
}
