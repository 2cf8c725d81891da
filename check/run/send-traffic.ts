import type { Random } from '../../lib/random.ts';
import { arrivalGaps } from '../../scenarios/load/arrivals.ts';
import type { FaultEvent, LoadEvent, PhaseEvent } from '../../lib/events/run-event.ts';
import type { InjectedFault } from '../../simulation/services/ground-truth.ts';
import type { ModelSystem } from '../../simulation/services/model-system.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { FaultWindow, Timeline } from './timeline.ts';
import { loadSpike } from '../../scenarios/faults/load-spike.ts';
import type { ScheduledFault, FaultScheduleStep, Traffic } from '../inputs/traffic/traffic.ts';

/** Events of a simulation while its traffic is sent. */
export type SimulationEvent = PhaseEvent | FaultEvent | LoadEvent;

/** The result of one request: its status, and when its last span has ended. */
export interface SentRequest {
  status: number;
  end: number;
  injectedFaults: readonly InjectedFault[];
}

export interface SendTrafficOptions {
  traffic: Traffic;
  time: VirtualTime;
  random: Random;
  system: ModelSystem;
  /** Sends one request now. */
  request: () => SentRequest;
  onEvent: (event: SimulationEvent) => void;
  /** Called every ten seconds of virtual time, for periodic work. */
  onTick: () => void;
  signal: AbortSignal | undefined;
}

const tickMs = 10_000;
/** How often the load is reported, in ticks. */
const ticksBetweenReports = 3;

/**
 * Sends traffic as an open model: the warm-up, the baseline, and each step of the fault schedule. Returns the timeline,
 * and when the last span has ended.
 */
export async function sendTraffic(options: SendTrafficOptions): Promise<{ timeline: Timeline; lastEnd: number }> {
  const { traffic, time, onEvent } = options;
  const sender = new TrafficSender(options);
  const start = time.now();
  const phase = (name: PhaseEvent['name']): void => onEvent({ type: 'phase', time: sender.iso(), name });
  phase('steady-state');
  await sender.sendFor(traffic.warmUpMs);
  const baseline = { start: time.now(), end: time.now() + traffic.baselineMs };
  await sender.sendFor(traffic.baselineMs);
  for (const step of traffic.faultSchedule) {
    phase('fault');
    await sender.sendWithFaults(step);
    phase('recovery');
    await sender.sendFor(step.recoveryMs);
  }
  sender.report();
  return { timeline: { start, end: time.now(), baseline, faults: sender.faults }, lastEnd: sender.lastEnd };
}

class TrafficSender {
  readonly faults: FaultWindow[] = [];
  lastEnd = 0;
  readonly #options: SendTrafficOptions;
  readonly #gaps: Generator<number, never>;
  /** When the next request arrives. */
  #due: number;
  /** What the arrival rate is multiplied by. */
  #factor = 1;
  #ticks = 0;
  /** Faults that are active now. */
  #activeFaults: { window: FaultWindow; fault: ScheduledFault }[] = [];
  readonly #load = { sent: 0, ok: 0, failed: 0 };
  #reported = { sent: 0, at: 0 };

  constructor(options: SendTrafficOptions) {
    const { traffic, time, random } = options;
    this.#options = options;
    this.#gaps = arrivalGaps(traffic.arrivalsPerSecond, traffic.arrivals, random.fork('arrivals'));
    this.#due = time.exactNow() + this.#gaps.next().value;
    this.#reported.at = time.now();
  }

  iso(): string {
    return new Date(this.#options.time.now()).toISOString();
  }

  /** Sends requests for a duration. */
  async sendFor(forMs: number): Promise<void> {
    const { time, signal } = this.#options;
    const end = time.exactNow() + forMs;
    let tick = time.exactNow() + tickMs;
    while (time.exactNow() < end) {
      signal?.throwIfAborted();
      await time.sleep(Math.min(this.#due, tick, end) - time.exactNow(), signal);
      // The clock counts nanoseconds: what is due within less than one is due now.
      const now = time.exactNow() + 1e-5;
      for (; this.#due <= now && this.#due < end; this.#due += this.#gaps.next().value / this.#factor) this.#arrive();
      if (tick > now) continue;
      tick += tickMs;
      this.#options.onTick();
      this.#ticks += 1;
      if (this.#ticks % ticksBetweenReports === 0) this.report();
    }
  }

  /** Sends requests while the faults of a step are active. */
  async sendWithFaults({ faults, forMs }: FaultScheduleStep): Promise<void> {
    const { time, onEvent } = this.#options;
    const start = time.now();
    for (const fault of faults) {
      const { label, service: target, fault: name, parameters } = fault;
      const window: FaultWindow = { label, fault: name, target, parameters, start, end: start + forMs };
      if (name === loadSpike.name) window.firstAffectedAt = start;
      this.faults.push(window);
      this.#activeFaults.push({ window, fault });
      await this.#enable(fault);
      onEvent({ type: 'fault.start', time: this.iso(), fault: name, target, parameters });
    }
    this.#options.system.setActiveFaults(faults.map(({ label }) => label));
    await this.sendFor(forMs);
    this.#options.system.setActiveFaults([]);
    for (const { label, service: target, fault, parameters } of faults) {
      if (fault === loadSpike.name) this.#factor = 1;
      else await this.#options.system.faults(target).deactivate(label);
      onEvent({ type: 'fault.end', time: this.iso(), fault, target, parameters });
    }
    this.#activeFaults = [];
  }

  async #enable({ label, fault, service, parameters }: ScheduledFault): Promise<void> {
    if (fault === loadSpike.name) this.#factor = Number(parameters.factor);
    else await this.#options.system.faults(service).activate(label, fault, parameters);
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
    const { status, end, injectedFaults } = this.#options.request();
    this.#load.sent += 1;
    this.#load[status >= 500 ? 'failed' : 'ok'] += 1;
    this.lastEnd = Math.max(this.lastEnd, end);
    for (const { window, fault } of this.#activeFaults) {
      for (const injected of injectedFaults) {
        if (injected.service !== fault.service || injected.fault !== fault.fault) continue;
        if (injected.label !== undefined && injected.label !== fault.label) continue;
        window.firstAffectedAt = Math.min(window.firstAffectedAt ?? Infinity, injected.at);
      }
    }
  }
}
