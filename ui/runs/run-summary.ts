import { dispatch, type EventOf } from '../../lib/events/dispatch.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';

/** The collected events of one run, for reports that are written at its end. */
export interface RunSummary {
  start: EventOf<'run.start'>;
  expectations: (EventOf<'expect.pass'> | EventOf<'expect.fail'> | EventOf<'expect.skip'>)[];
  ledger?: EventOf<'ledger'>;
  alerts: EventOf<'alert'>[];
  faults: (EventOf<'fault.start'> | EventOf<'fault.end'>)[];
  /** The last one, with the counts of the whole run. */
  load?: EventOf<'load'>;
  /** Only in a check. */
  findings: EventOf<'finding'>[];
  detections: EventOf<'detection'>[];
  traces: EventOf<'trace'>[];
  volume?: EventOf<'volume'>;
  /** Absent if the run did not complete. */
  end?: EventOf<'run.end'>;
}

/** Collects the events of each run; ignores events before the first one. */
export function collectRuns(): { runs: RunSummary[]; onEvent: (event: RunEvent) => void } {
  const runs: RunSummary[] = [];
  const keep = (event: RunSummary['expectations'][number]): void => void runs.at(-1)?.expectations.push(event);
  return {
    runs,
    onEvent: (event) =>
      dispatch(
        {
          'run.start': (start) =>
            void runs.push({
              start,
              expectations: [],
              alerts: [],
              faults: [],
              findings: [],
              detections: [],
              traces: [],
            }),
          'expect.pass': keep,
          'expect.fail': keep,
          'expect.skip': keep,
          alert: (alert) => void runs.at(-1)?.alerts.push(alert),
          'fault.start': (fault) => void runs.at(-1)?.faults.push(fault),
          'fault.end': (fault) => void runs.at(-1)?.faults.push(fault),
          finding: (finding) => void runs.at(-1)?.findings.push(finding),
          detection: (detection) => void runs.at(-1)?.detections.push(detection),
          trace: (trace) => void runs.at(-1)?.traces.push(trace),
          load: (load) => Object.assign(runs.at(-1) ?? {}, { load }),
          volume: (volume) => Object.assign(runs.at(-1) ?? {}, { volume }),
          ledger: (ledger) => Object.assign(runs.at(-1) ?? {}, { ledger }),
          'run.end': (end) => Object.assign(runs.at(-1) ?? {}, { end }),
        },
        event,
      ),
  };
}
