import type { RunEvent } from '../../../lib/events/run-event.ts';
import { plural } from '../../../lib/format/number.ts';
import { utcTime } from '../../../lib/format/time-of-day.ts';
import type { Colors } from '../../terminal.ts';
import type { EventOf } from '../../../lib/events/dispatch.ts';

interface Simulation {
  start: EventOf<'run.start'>;
  now: number;
}

export interface Progress {
  /** Handles an event of a simulation; several may run at the same time. */
  onSimulated: (event: RunEvent, scenario?: string) => void;
}

const barWidth = 20;

/** Shows the running simulations and their virtual time in the status line. `total` is the number of simulations. */
export function checkProgress(show: (line: string | undefined) => void, colors: Colors, total = 1): Progress {
  const running = new Map<string, Simulation>();
  let ended = 0;
  const draw = (): void => {
    const simulations = [...running.values()];
    const done = total > 1 ? [`${ended} of ${plural(total, 'scenario')} done`] : [];
    const parts = total === 1 ? simulations.map((one) => alone(one)) : simulations.map((one) => among(one));
    show(simulations.length === 0 ? undefined : colors.dim(`  ${[...done, ...parts].join(' · ')}`));
  };
  return {
    onSimulated(event, scenario = '') {
      const now = Date.parse(event.time);
      if (event.type === 'run.start') running.set(scenario, { start: event, now });
      else if (event.type === 'run.end') {
        running.delete(scenario);
        ended += 1;
      } else {
        const simulation = running.get(scenario);
        // Events read from Prometheus at the end have earlier times.
        if (!simulation || event.type === 'component' || now <= simulation.now) return;
        simulation.now = now;
      }
      draw();
    },
  };
}

/** `shop ━━━━━━──── 00:12:30 of 00:47:00`. */
function alone({ start, now }: Simulation): string {
  const { scenario, plannedMs } = start.run;
  if (plannedMs === undefined) return among({ start, now });
  const passed = now - Date.parse(start.time);
  if (passed >= plannedMs) return `${scenario}: ${utcTime(elapsed(plannedMs))} simulated, evaluating`;
  const full = Math.floor((passed / plannedMs) * barWidth);
  const bar = '━'.repeat(full) + '─'.repeat(barWidth - full);
  return `${scenario} ${bar} ${utcTime(elapsed(passed))} of ${utcTime(elapsed(plannedMs))}`;
}

const among = ({ start, now }: Simulation): string =>
  `${start.run.scenario} ${utcTime(elapsed(now - Date.parse(start.time)))}`;

const elapsed = (ms: number): string => new Date(ms).toISOString();
