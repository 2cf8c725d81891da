import type { Finding } from '../../lib/events/finding.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Observations } from '../run/observations.ts';
import { nameOf } from '../analysis/collector/component-names.ts';
import { Counted } from '../analysis/collector/collector-counters.ts';
import { queueOf, refusingLimiters } from '../analysis/collector/limits.ts';
import { describeLogged } from '../analysis/collector/logged.ts';
import { list, withSource } from '../analysis/words.ts';

interface Way {
  /** Of the metric, before the kind of item. */
  metric: string;
  label: 'receiver' | 'exporter';
  what: string;
  hint: string;
}

const kinds = { spans: 'spans', metric_points: 'data points', log_records: 'log records' } as const;
const ways: readonly Way[] = [
  {
    metric: 'receiver_refused',
    label: 'receiver',
    what: 'refused',
    hint: 'A memory_limiter refuses while the Collector holds more than its limit: raise it, or send less.',
  },
  {
    metric: 'receiver_failed',
    label: 'receiver',
    what: 'failed on',
    hint: 'See what the Collector logged.',
  },
  {
    metric: 'exporter_enqueue_failed',
    label: 'exporter',
    what: 'found its queue full for',
    hint: 'Raise sending_queue.queue_size or num_consumers.',
  },
  {
    metric: 'exporter_send_failed',
    label: 'exporter',
    what: 'failed to send',
    hint: 'See what the Collector logged.',
  },
];
const shownLines = 5;

/** What the Collector itself counts as lost, by component, and what it logged as errors. */
export function findLostTelemetry(collector: AdaptedCollector, observations: Observations): Finding[] {
  const counted = new Counted(observations);
  const errors = observations.collectorLog.filter((line) => /^error\t|"level":"error"/.test(line));
  const texts = [...new Set(errors.map(describeLogged))].slice(0, shownLines);
  const evidence = texts.map((text) => ({ label: 'logged', text }));
  const limited = limits(collector, counted);
  const lost = ways.flatMap(({ metric, label, what, hint }): Finding[] => {
    // What a limiter refuses its receiver refuses.
    if (metric === 'receiver_refused' && limited.length > 0) return limited;
    const byComponent = new Map<string, string[]>();
    for (const [kind, words] of Object.entries(kinds)) {
      for (const [id, count] of Object.entries(counted.by(`${metric}_${kind}`, label))) {
        byComponent.set(id, [...(byComponent.get(id) ?? []), `${count} ${words}`]);
      }
    }
    return [...byComponent].map(([engineId, amounts]) => {
      const id = nameOf(collector, engineId);
      const isQueue = metric === 'exporter_enqueue_failed';
      return {
        kind: 'telemetry-lost',
        severity: 'error',
        subject: id,
        message: `The ${label} ${id} ${what} ${list(amounts)}`,
        hint,
        ...withSource(isQueue ? queueOf(collector, id) : collector.sourceOf([`${label}s`, id])),
        evidence,
      };
    });
  });
  if (lost.length > 0 || errors.length === 0) return lost;
  return [
    {
      kind: 'telemetry-lost',
      severity: 'warning',
      subject: 'otel-collector',
      message: `The Collector logged ${errors.length === 1 ? 'an error' : `${errors.length} different errors`}, and counted nothing as lost`,
      evidence,
    },
  ];
}

/** The memory limiters that refused something, each with all that it refused. */
function limits(collector: AdaptedCollector, counted: Counted): Finding[] {
  const refused = new Map<string, { amounts: string[]; source: SourceLine | undefined }>();
  for (const [kind, words] of Object.entries(kinds)) {
    for (const { id, count, source } of refusingLimiters(collector, counted, kind)) {
      refused.set(id, { amounts: [...(refused.get(id)?.amounts ?? []), `${count} ${words}`], source });
    }
  }
  return [...refused].map(([id, { amounts, source }]) => ({
    kind: 'telemetry-lost',
    severity: 'error',
    subject: id,
    message: `${id} refused ${list(amounts)}, as the Collector held more than its limit`,
    why: 'who sent them tries again for a while, and loses them where that does not help',
    hint: `Raise the limit of ${id}, or give the Collector more memory where it is a percentage.`,
    ...withSource(source),
    evidence: [],
  }));
}
