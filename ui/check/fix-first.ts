import type { FindingEvent } from '../../lib/events/run-event.ts';
import { bySeverity } from './finding-order.ts';

/**
 * The errors and then the warnings, in the order in which a check makes them, which is that of the pipeline: sampling and
 * Collector before rules. Findings of one kind at one line have one cause, and are one entry.
 */
export function fixFirst<T extends FindingEvent>(findings: readonly T[]): T[][] {
  const found = new Map<string, T[]>();
  for (const finding of bySeverity(findings).filter(({ severity }) => severity !== 'info')) {
    const { kind, severity, source, subject } = finding;
    const key = JSON.stringify([severity, kind, source ?? subject]);
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return [...found.values()];
}
