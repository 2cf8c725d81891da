import type { Random } from '../../lib/random.ts';
import { arrivalGaps } from '../../scenarios/load/arrivals.ts';
import type { FaultEvent, LoadEvent, PhaseEvent } from '../../lib/events/run-event.ts';
import type { ModelSystem } from '../../simulation/services/model-system.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { FaultWindow, Timeline } from './timeline.ts';
import type { DrillFault, DrillStep, Traffic } from '../inputs/traffic/traffic.ts';

/** What the world tells of itself while it plays. */
export type WorldEvent = PhaseEvent | FaultEvent | LoadEvent;

/** How one request ended: what its sender sees, and when its last span has ended. */
export interface Played {
  status: number;
  end: number;
  struck: readonly { service: string; fault: string; at: number }[];
}

export interface PlayOptions {
  traffic: Traffic;
  time: VirtualTime;
  random: Random;
  system: ModelSystem;
  /** Plays one request, now. */
  request: () => Played;
  onEvent: (event: WorldEvent) => void;
  /** Called every now and then, for what has to be done while the traffic goes on. */
  onTick: () => void;
  signal: AbortSignal | undefined;
}

const tickMs = 10_000;
/** How often the load is told of, in ticks. */
const ticksBetweenReports = 3;

/** Plays traffic: warm-up, baseline and drill, with arrivals that wait for nothing. Answers what was played, and when the last request ended. */
export async function play(options: PlayOptions): Promise<{ timeline: Timeline; lastEnd: number }> {
  const { traffic, time, onEvent } = options;
  const player = new Player(options);
  const start = time.now();
  const phase = (name: PhaseEvent['name']): void => onEvent({ type: 'phase', time: player.iso(), name });
  phase('steady-state');
  await player.traffic(traffic.warmUpMs);
  const baseline = { start: time.now(), end: time.now() + traffic.baselineMs };
  await player.traffic(traffic.baselineMs);
  for (const step of traffic.drill) {
    phase('fault');
    await player.drill(step);
    phase('recovery');
    await player.traffic(step.recoveryMs);
  }
  player.report();
  return { timeline: { start, end: time.now(), baseline, faults: player.faults }, lastEnd: player.lastEnd };
}

class Player {
  readonly faults: FaultWindow[] = [];
  lastEnd = 0;
  readonly #options: PlayOptions;
  readonly #gaps: Generator<number, never>;
  /** When the next request arrives. */
  #due: number;
  #ticks = 0;
  /** Faults under way. */
  #open: { window: FaultWindow; fault: DrillFault }[] = [];
  readonly #load = { sent: 0, ok: 0, failed: 0 };
  #reported = { sent: 0, at: 0 };

  constructor(options: PlayOptions) {
    const { traffic, time, random } = options;
    this.#options = options;
    this.#gaps = arrivalGaps(traffic.arrivalsPerSecond, traffic.arrivals, random.fork('arrivals'));
    this.#due = time.exactNow() + this.#gaps.next().value;
    this.#reported.at = time.now();
  }

  iso(): string {
    return new Date(this.#options.time.now()).toISOString();
  }

  /** Lets requests arrive for so long. */
  async traffic(forMs: number): Promise<void> {
    const { time, signal } = this.#options;
    const end = time.exactNow() + forMs;
    let tick = time.exactNow() + tickMs;
    while (time.exactNow() < end) {
      signal?.throwIfAborted();
      await time.sleep(Math.min(this.#due, tick, end) - time.exactNow(), signal);
      // Less than a nanosecond is nothing to wait for.
      const now = time.exactNow() + 1e-5;
      for (; this.#due <= now && this.#due < end; this.#due += this.#gaps.next().value) this.#arrive();
      if (tick > now) continue;
      tick += tickMs;
      this.#options.onTick();
      this.#ticks += 1;
      if (this.#ticks % ticksBetweenReports === 0) this.report();
    }
  }

  /** Lets requests arrive while the faults of a step act. */
  async drill({ faults, forMs }: DrillStep): Promise<void> {
    const { time, system, onEvent } = this.#options;
    const start = time.now();
    for (const fault of faults) {
      const { label, service: target, fault: name, parameters } = fault;
      const window: FaultWindow = { label, fault: name, target, parameters, start, end: start + forMs };
      this.faults.push(window);
      this.#open.push({ window, fault });
      await system.faults(target).enable(name, parameters);
      onEvent({ type: 'fault.start', time: this.iso(), fault: name, target, parameters });
    }
    await this.traffic(forMs);
    for (const { service: target, fault, parameters } of faults) {
      await system.faults(target).disable(fault);
      onEvent({ type: 'fault.end', time: this.iso(), fault, target, parameters });
    }
    this.#open = [];
  }

  report(): void {
    const { time, onEvent } = this.#options;
    const seconds = (time.now() - this.#reported.at) / 1000;
    if (seconds <= 0) return;
    const rate = Math.round(((this.#load.sent - this.#reported.sent) / seconds) * 10) / 10;
    onEvent({ type: 'load', time: this.iso(), ...this.#load, rate });
    this.#reported = { sent: this.#load.sent, at: time.now() };
  }

  #arrive(): void {
    const { status, end, struck } = this.#options.request();
    this.#load.sent += 1;
    this.#load[status >= 500 ? 'failed' : 'ok'] += 1;
    this.lastEnd = Math.max(this.lastEnd, end);
    for (const { window, fault } of this.#open) {
      for (const strike of struck) {
        if (strike.service !== fault.service || strike.fault !== fault.fault) continue;
        window.firstStruck = Math.min(window.firstStruck ?? Infinity, strike.at);
      }
    }
  }
}
