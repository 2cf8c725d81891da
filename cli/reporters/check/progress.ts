import type { RunEvent } from '../../../lib/events/run-event.ts';
import { plural } from '../../../lib/format/number.ts';
import { utcTime } from '../../../lib/format/time-of-day.ts';
import type { Colors } from '../../terminal.ts';
import type { EventOf } from '../reporter.ts';

interface Play {
  start: EventOf<'run.start'>;
  now: number;
}

export interface Progress {
  /** Something was told of a scenario; several may be played at the same time. */
  onPlayed: (event: RunEvent, scenario?: string) => void;
}

const barWidth = 20;

/**
 * What is being played, and how far it has come on its own clock, as one line that `show` rewrites. `total` is how many will be played,
 * where it is more than one.
 */
export function checkProgress(show: (line: string | undefined) => void, colors: Colors, total = 1): Progress {
  const playing = new Map<string, Play>();
  let ended = 0;
  const draw = (): void => {
    const plays = [...playing.values()];
    const done = total > 1 ? [`${ended} of ${plural(total, 'scenario')} done`] : [];
    const parts = total === 1 ? plays.map((play) => alone(play)) : plays.map((play) => among(play));
    show(plays.length === 0 ? undefined : colors.dim(`  ${[...done, ...parts].join(' · ')}`));
  };
  return {
    onPlayed(event, scenario = '') {
      const now = Date.parse(event.time);
      if (event.type === 'run.start') playing.set(scenario, { start: event, now });
      else if (event.type === 'run.end') {
        playing.delete(scenario);
        ended += 1;
      } else {
        const play = playing.get(scenario);
        // What is read out of Prometheus at the end is told with the times of then.
        if (!play || event.type === 'component' || now <= play.now) return;
        play.now = now;
      }
      draw();
    },
  };
}

/** `shop ━━━━━━──── 00:12:30 of 00:47:00`. */
function alone({ start, now }: Play): string {
  const { scenario, plannedMs } = start.run;
  if (plannedMs === undefined) return among({ start, now });
  const passed = now - Date.parse(start.time);
  if (passed >= plannedMs) return `${scenario}: ${utcTime(elapsed(plannedMs))} played, asking what became of it`;
  const full = Math.floor((passed / plannedMs) * barWidth);
  const bar = '━'.repeat(full) + '─'.repeat(barWidth - full);
  return `${scenario} ${bar} ${utcTime(elapsed(passed))} of ${utcTime(elapsed(plannedMs))}`;
}

const among = ({ start, now }: Play): string =>
  `${start.run.scenario} ${utcTime(elapsed(now - Date.parse(start.time)))}`;

const elapsed = (ms: number): string => new Date(ms).toISOString();
