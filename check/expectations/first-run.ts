import type { DetectionEvent, LedgerClass, RunEvent } from '../../lib/events/run-event.ts';
import type { Finding } from '../../lib/events/finding.ts';

/** The results of a check without expectations, from which `--init` writes sandbox.yaml. */
export interface FirstRun {
  classes: LedgerClass[];
  /** The fastest detection of each alert that fired. */
  detections: DetectionEvent[];
  /** Alerts that fired, but not because of a fault. */
  firedAnyway: string[];
  findings: Finding[];
}

/** Collects the results from the events of one or more runs. */
export function gatherFirstRun(events: readonly RunEvent[]): FirstRun {
  const classes = new Map<string, LedgerClass>();
  const detections = new Map<string, DetectionEvent>();
  const fired = new Set<string>();
  const findings: Finding[] = [];
  for (const event of events) {
    if (event.type === 'finding') findings.push(event);
    else if (event.type === 'alert' && event.to === 'firing') fired.add(event.alertname);
    else if (event.type === 'detection' && event.firing !== null) {
      const quickest = detections.get(event.alertname)?.detectMs ?? Infinity;
      if ((event.detectMs ?? Infinity) <= quickest) detections.set(event.alertname, event);
    } else if (event.type === 'ledger') {
      for (const one of event.classes) classes.set(one.class, added(classes.get(one.class), one));
    }
  }
  return {
    classes: [...classes.values()].filter(({ sent }) => sent > 0),
    detections: [...detections.values()],
    firedAnyway: [...fired].filter((name) => !detections.has(name)),
    findings,
  };
}

function added(before: LedgerClass | undefined, one: LedgerClass): LedgerClass {
  if (!before) return one;
  const policies = { ...before.policies };
  for (const [name, count] of Object.entries(one.policies)) policies[name] = (policies[name] ?? 0) + count;
  return {
    ...one,
    sent: before.sent + one.sent,
    kept: before.kept + one.kept,
    dropped: before.dropped + one.dropped,
    incomplete: before.incomplete + one.incomplete,
    policies,
  };
}
