import type { Random } from '../../lib/random.ts';
import type { TelemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import { AttributeNames } from './attribute-names.ts';
import type { Worker } from './request-context.ts';
import { demoLibraries } from './demo-libraries.ts';
import { choose, drawFact, type Facts, fillIn } from './variables.ts';
import { ModelFaults } from './faults.ts';
import { genericLibraries } from './generic-libraries.ts';
import type { SendOtlp } from './otlp-exporter.ts';
import { Performance } from './steps/interpreter.ts';
import type { Incoming, Served } from './request.ts';
import { ServiceTelemetry } from './service-telemetry.ts';
import type { SystemModel } from './system.ts';
import type { TraceTruth } from './ground-truth.ts';

export interface ModelSystemOptions {
  model: SystemModel;
  time: VirtualTime;
  random: Random;
  send: SendOtlp;
  intervals: TelemetryIntervals;
  /** What a head sampler lets out: the spans of other traces are not exported, while their lines and metrics are. All by default. */
  sampled?: (traceId: Buffer) => boolean;
}

/** What became of a request, and what is true of its trace. */
export interface Answered extends Served {
  facts: Facts;
  truth: TraceTruth;
  /** Traces that a lost context made of what was one. */
  brokenOff: readonly TraceTruth[];
}

/** How long a client from outside waits where nothing answers. */
const patienceMs = 30_000;

/** The services of a model at work in virtual time: takes requests, and sends what they would send. */
export class ModelSystem {
  /** The names of all attributes that were sent so far. */
  readonly attributeNames = new AttributeNames();
  readonly #workers = new Map<string, Worker>();
  readonly #performance: Performance;
  readonly #model: SystemModel;
  readonly #random: Random;

  constructor({ model, time, random, send, intervals, sampled = () => true }: ModelSystemOptions) {
    this.#model = model;
    this.#random = random.fork('facts');
    for (const [name, service] of Object.entries(model.services)) {
      const own = random.fork(name);
      const faults = new ModelFaults(name, Object.keys(service.operations), own);
      this.#workers.set(name, {
        name,
        model: service,
        libraries: service.libraries === 'generic' ? genericLibraries : demoLibraries,
        faults,
        telemetry: new ServiceTelemetry({
          resource: service.resource,
          time,
          random: own,
          send,
          intervals,
          names: this.attributeNames,
          isDown: () => faults.isDown,
          observesItself: service.libraries !== 'generic',
        }),
        served: 0,
      });
    }
    this.#performance = new Performance(this.#workers, random.fork('performance'), sampled);
  }

  /** The faults of a service of the model. */
  faults(service: string): ModelFaults {
    return this.#worker(service).faults;
  }

  /** Works out what a service makes of a request from outside. `facts` are what the request brings. */
  request(service: string, incoming: Incoming, facts: Facts): Answered {
    const worker = this.#worker(service);
    const all: Record<string, string | number | boolean> = { ...facts };
    for (const [name, source] of Object.entries(this.#model.facts)) all[name] ??= drawFact(source, this.#random);
    for (const table of this.#model.tables ?? []) Object.assign(all, choose(table, this.#random)?.facts);
    const path = fillIn(incoming.path, all);
    all.path = path;
    const trace = this.#performance.begin();
    const { truth, brokenOff } = trace;
    const silence = worker.faults.silence(`${incoming.method} ${incoming.route}`);
    if (silence !== undefined) {
      truth.struck.push({ service, fault: silence, at: incoming.at });
      const [status, ms] = silence === 'down' ? [503, 0] : [504, patienceMs];
      truth.status = status;
      truth.start = incoming.at;
      truth.end = incoming.at + ms;
      return { status, end: truth.end, traceId: truth.traceId, ms, facts: all, truth, brokenOff };
    }
    const served = this.#performance.serve(worker, { ...incoming, path }, all, trace);
    for (const { telemetry } of this.#workers.values()) telemetry.settle();
    return { ...served, facts: all, truth, brokenOff };
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
