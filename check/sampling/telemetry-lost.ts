import type { Finding } from '../../scenarios/run/finding.ts';
import type { AdaptedCollector } from '../collector/adapted.ts';
import type { Observations } from '../observations.ts';
import { nameOf } from './component-names.ts';
import { Counted } from './counted.ts';
import { list, withSource } from './words.ts';

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
  const evidence = errors.slice(0, shownLines).map((line) => ({ label: 'logged', text: line }));
  const lost = ways.flatMap(({ metric, label, what, hint }): Finding[] => {
    const byComponent = new Map<string, string[]>();
    for (const [kind, words] of Object.entries(kinds)) {
      for (const [id, count] of Object.entries(counted.by(`${metric}_${kind}`, label))) {
        byComponent.set(id, [...(byComponent.get(id) ?? []), `${count} ${words}`]);
      }
    }
    return [...byComponent].map(([engineId, amounts]) => {
      const id = nameOf(collector, engineId);
      return {
        kind: 'telemetry-lost',
        severity: 'problem',
        subject: id,
        message: `The ${label} ${id} ${what} ${list(amounts)}`,
        hint,
        ...withSource(collector.sourceOf([`${label}s`, id])),
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
