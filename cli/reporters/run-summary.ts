import type { EventOf, Reporter } from './reporter.ts';
import { dispatch } from './reporter.ts';

/** What is to be said of one scenario's run after it: the state that JUnit and the step summary are made from. */
export interface RunSummary {
  start: EventOf<'run.start'>;
  expectations: (EventOf<'expect.pass'> | EventOf<'expect.fail'> | EventOf<'expect.skip'>)[];
  ledger?: EventOf<'ledger'>;
  alerts: EventOf<'alert'>[];
  /** Absent when the run was cut off. */
  end?: EventOf<'run.end'>;
}

/** Gathers the events of each run; what comes before the first one belongs to none. */
export function collectRuns(): Pick<Reporter, 'onEvent'> & { runs: RunSummary[] } {
  const runs: RunSummary[] = [];
  const keep = (event: RunSummary['expectations'][number]): void => void runs.at(-1)?.expectations.push(event);
  return {
    runs,
    onEvent: (event) =>
      dispatch(
        {
          'run.start': (start) => void runs.push({ start, expectations: [], alerts: [] }),
          'expect.pass': keep,
          'expect.fail': keep,
          'expect.skip': keep,
          alert: (alert) => void runs.at(-1)?.alerts.push(alert),
          ledger: (ledger) => Object.assign(runs.at(-1) ?? {}, { ledger }),
          'run.end': (end) => Object.assign(runs.at(-1) ?? {}, { end }),
        },
        event,
      ),
  };
}
