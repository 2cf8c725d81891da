import type { z } from 'zod';
import { durationMs } from '../pace.ts';
import { endTimeOf, type Fault, isInjectedByRuntime, isServiceFault, targetOf } from './fault-schema.ts';

interface Window {
  fromMs: number;
  toMs: number;
}

/** Faults after which a new process runs, without the faults of the old one. */
const replacing: readonly string[] = ['kill', 'restart', 'crash'];

/**
 * Faults may overlap, apart from those that would undo each other: two of a component, the same one twice in a service,
 * and a fault of a service that is not there when it has to be injected or reverted.
 */
export function checkOverlaps(faults: readonly Fault[], context: Pick<z.RefinementCtx, 'addIssue'>): void {
  for (const [index, fault] of faults.entries()) {
    for (const other of faults.slice(0, index)) {
      if (targetOf(fault) !== targetOf(other)) continue;
      const message = conflictOf(other, fault) ?? conflictOf(fault, other);
      if (message === undefined) continue;
      context.addIssue({ code: 'custom', path: [index], message });
      break;
    }
  }
}

function conflictOf(one: Fault, other: Fault): string | undefined {
  const name = targetOf(one);
  const [first, second] = [windowOf(one), windowOf(other)];
  const overlap = first.fromMs === second.fromMs || (first.fromMs < second.toMs && second.fromMs < first.toMs);
  if (isInjectedByRuntime(one) && isInjectedByRuntime(other)) {
    return overlap ? `${name} has another fault at that time` : undefined;
  }
  if (one.fault === other.fault) return overlap ? `${name} has another ${one.fault} at that time` : undefined;
  if (!isServiceFault(other)) return undefined;
  if (one.fault === 'memory-leak') {
    return overlap ? `${one.fault} of ${name} ends its process, and with it its ${other.fault}` : undefined;
  }
  if (replacing.includes(one.fault)) {
    const isLost = second.fromMs <= first.fromMs && first.fromMs < second.toMs;
    const isAway = first.fromMs <= second.fromMs && second.fromMs < first.toMs;
    return isLost || isAway ? `${one.fault} of ${name} at ${one.from} would end its ${other.fault}` : undefined;
  }
  if (!isInjectedByRuntime(one)) return undefined;
  const isAwayAt = (ms: number): boolean => first.fromMs <= ms && ms <= first.toMs;
  return isAwayAt(second.fromMs) || isAwayAt(second.toMs)
    ? `${other.fault} of ${name} begins or ends during its ${one.fault}, when the service does not answer`
    : undefined;
}

function windowOf(fault: Fault): Window {
  const fromMs = durationMs(fault.from);
  return { fromMs, toMs: durationMs(endTimeOf(fault) ?? fault.from) };
}
