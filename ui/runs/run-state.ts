import type {
  ExpectationEvent,
  ExpectationSkipEvent,
  LedgerEvent,
  LoadEvent,
  PhaseName,
  RunEndEvent,
  RunEvent,
  RunStartEvent,
} from '../../lib/events/run-event.ts';
import { beginFault, changeAlert, endFault, noEpisodes, type Episodes } from './timeline.ts';

/** A run of a scenario, collected from its events. */
export interface RunState {
  id: string;
  scenario: string;
  seed: number;
  withFaults: boolean;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt?: number;
  phases: readonly { name: PhaseName; at: number }[];
  episodes: Episodes;
  /** The results of expectations, in order. */
  verdicts: readonly (ExpectationEvent | ExpectationSkipEvent)[];
  /** The last load event, and the rate and new failures of each. */
  load?: LoadEvent;
  loads: readonly { at: number; rate: number; failed: number }[];
  ledger?: LedgerEvent;
  end?: RunEndEvent;
}

/** Ten minutes of load events. */
const keptLoads = 600;

export function beginRun({ time, run }: RunStartEvent, withFaults: boolean): RunState {
  return {
    ...{ id: run.id, scenario: run.scenario, seed: run.seed, withFaults },
    ...{ startedAt: Date.parse(time), phases: [], episodes: noEpisodes, verdicts: [], loads: [] },
  };
}

/** The run after an event; unchanged by events that are not about runs, and by those of unknown types. */
export function reduceRun(run: RunState, event: RunEvent): RunState {
  const at = Date.parse(event.time);
  switch (event.type) {
    case 'phase':
      return { ...run, phases: [...run.phases, { name: event.name, at }] };
    case 'load': {
      const point = { at, rate: event.rate, failed: event.failed - (run.load?.failed ?? 0) };
      return { ...run, load: event, loads: [...run.loads, point].slice(-keptLoads) };
    }
    case 'fault.start':
      return { ...run, episodes: beginFault(run.episodes, event, at) };
    case 'fault.end':
      return { ...run, episodes: endFault(run.episodes, event, at) };
    case 'alert':
      return { ...run, episodes: changeAlert(run.episodes, event) };
    case 'expect.pass':
    case 'expect.fail':
    case 'expect.skip':
      return { ...run, verdicts: [...run.verdicts, event] };
    case 'ledger':
      return { ...run, ledger: event };
    case 'run.end':
      return { ...run, end: event, endedAt: at };
    case 'run.start':
    case 'component':
    case 'finding':
    case 'detection':
    case 'trace':
    case 'volume':
    default:
      return run;
  }
}
