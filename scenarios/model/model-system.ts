import type { Random } from '../../lib/random.ts';
import type { TelemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import type { VirtualTime } from '../../stack/virtual/virtual-time.ts';
import { ModelFaults } from './faults.ts';
import { type Facts, uuid } from './facts.ts';
import type { SendOtlp } from './otlp-exporter.ts';
import { Performance, type Worker } from './perform.ts';
import type { Incoming, Served } from './request.ts';
import { ServiceTelemetry } from './service-telemetry.ts';
import type { SystemModel } from './system.ts';

export interface ModelSystemOptions {
  model: SystemModel;
  time: VirtualTime;
  random: Random;
  send: SendOtlp;
  intervals: TelemetryIntervals;
}

/** The services of a model at work in virtual time: takes requests, and sends what they would send. */
export class ModelSystem {
  readonly #workers = new Map<string, Worker>();
  readonly #performance: Performance;
  readonly #model: SystemModel;
  readonly #random: Random;

  constructor({ model, time, random, send, intervals }: ModelSystemOptions) {
    this.#model = model;
    this.#random = random.fork('facts');
    for (const [name, service] of Object.entries(model.services)) {
      const own = random.fork(name);
      this.#workers.set(name, {
        name,
        model: service,
        faults: new ModelFaults(name, Object.keys(service.operations), own),
        telemetry: new ServiceTelemetry({ resource: service.resource, time, random: own, send, intervals }),
        served: 0,
      });
    }
    this.#performance = new Performance(this.#workers, random.fork('performance'));
  }

  /** The faults of a service of the model. */
  faults(service: string): ModelFaults {
    return this.#worker(service).faults;
  }

  /** Works out what a service makes of a request. `facts` are what the request brings. */
  request(service: string, incoming: Incoming, facts: Facts): Served & { facts: Facts } {
    const all: Record<string, string | number> = { ...facts };
    for (const name of Object.keys(this.#model.facts)) all[name] ??= uuid(this.#random);
    return { ...this.#performance.serve(this.#worker(service), incoming, all), facts: all };
  }

  /** Lets every service send what it holds. */
  async stop(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(({ telemetry }) => telemetry.stop()));
  }

  #worker(name: string): Worker {
    const worker = this.#workers.get(name);
    if (!worker) throw new Error(`the model has no service ${name}`);
    return worker;
  }
}
