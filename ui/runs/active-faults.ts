import type { RunEvent } from '../../lib/events/run-event.ts';
import { beginFault, endFault, type FaultEpisode, noEpisodes } from './timeline.ts';

/** The faults that began and have not ended, according to these events. */
export function activeFaults(events: readonly RunEvent[]): FaultEpisode[] {
  return faultEpisodes(events).filter(({ to }) => to === undefined);
}

/** Every fault of these events, in the order in which they began. */
export function faultEpisodes(events: readonly RunEvent[]): readonly FaultEpisode[] {
  return events.reduce((episodes, event) => {
    if (event.type === 'fault.start') return beginFault(episodes, event, Date.parse(event.time));
    return event.type === 'fault.end' ? endFault(episodes, event, Date.parse(event.time)) : episodes;
  }, noEpisodes).faults;
}
