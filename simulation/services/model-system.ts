import type { Random } from '../../lib/random.ts';
import type { TelemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import { AttributeNames } from './attribute-names.ts';
import type { SimulatedService } from './request-context.ts';
import { demoLibraries } from './demo-libraries.ts';
import { choose, generateVariable, type Variables, interpolate } from './variables.ts';
import { ModelFaults } from './faults.ts';
import { genericLibraries } from './generic-libraries.ts';
import type { SendOtlp } from './otlp-exporter.ts';
import { Interpreter } from './steps/interpreter.ts';
import type { IncomingRequest, SimulatedResponse } from './request.ts';
import { SentMetrics } from './sent-metrics.ts';
import { ServiceTelemetry, type TelemetryOptions } from './service-telemetry.ts';
import type { SystemModel } from './system.ts';
import type { TraceGroundTruth } from './ground-truth.ts';

export interface ModelSystemOptions {
  model: SystemModel;
  time: VirtualTime;
  random: Random;
  /** Where a service sends its telemetry, by its name. */
  send: (service: string) => SendOtlp;
  intervals: TelemetryIntervals;
  /** The decision of a head sampler; all traces by default. Log records and metrics are exported either way. */
  sampled?: (traceId: Buffer) => boolean;
  /** As of `ServiceTelemetry`. */
  onSpan?: TelemetryOptions['onSpan'];
}

/** The response to a simulated request, and the ground truth of its trace. */
export interface SimulatedRequest extends SimulatedResponse {
  variables: Variables;
  groundTruth: TraceGroundTruth;
  /** Traces that split off from it where context was lost. */
  splitOff: readonly TraceGroundTruth[];
}

/** How long a client from outside waits for a response. */
const clientTimeoutMs = 30_000;

/** Simulates the services of a model in virtual time: takes requests, and sends the telemetry that they would send. */
export class ModelSystem {
  /** Names of all attributes that were sent so far. */
  readonly attributeNames = new AttributeNames();
  readonly sentMetrics = new SentMetrics();
  readonly #services = new Map<string, SimulatedService>();
  readonly #interpreter: Interpreter;
  readonly #model: SystemModel;
  readonly #random: Random;

  constructor({ model, time, random, send, intervals, sampled = () => true, onSpan }: ModelSystemOptions) {
    this.#model = model;
    // The names of forks are part of the seed: another name would give other traffic for the same seed.
    this.#random = random.fork('facts');
    for (const [name, service] of Object.entries(model.services)) {
      const own = random.fork(name);
      const faults = new ModelFaults(name, Object.keys(service.operations), own);
      this.#services.set(name, {
        name,
        model: service,
        libraries: service.libraries === 'generic' ? genericLibraries : demoLibraries,
        faults,
        telemetry: new ServiceTelemetry({
          resource: service.resource,
          time,
          random: own,
          send: send(name),
          intervals,
          names: this.attributeNames,
          sentMetrics: this.sentMetrics,
          onSpan,
          isDown: () => faults.isDown,
          clockOffsetMs: () => faults.clockOffsetMs,
          reportsSdkMetrics: service.libraries !== 'generic',
        }),
        handled: 0,
      });
    }
    this.#interpreter = new Interpreter(this.#services, random.fork('performance'), sampled);
  }

  /** The faults of a service of the model. */
  faults(service: string): ModelFaults {
    return this.#service(service).faults;
  }

  /** Simulates a request from outside to a service. `variables` are those that the request itself defines. */
  request(service: string, incoming: IncomingRequest, variables: Variables): SimulatedRequest {
    const target = this.#service(service);
    const all: Record<string, string | number | boolean> = { ...variables };
    for (const [name, source] of Object.entries(this.#model.variables))
      all[name] ??= generateVariable(source, this.#random);
    for (const table of this.#model.tables ?? []) Object.assign(all, choose(table, this.#random)?.variables);
    const path = interpolate(incoming.path, all);
    all.path = path;
    const trace = this.#interpreter.startTrace();
    const { groundTruth, splitOff } = trace;
    const silence = target.faults.silence(`${incoming.method} ${incoming.route}`);
    if (silence !== undefined) {
      groundTruth.injectedFaults.push({ service, fault: silence, at: incoming.at });
      const [status, ms] = silence === 'down' ? [503, 0] : [504, clientTimeoutMs];
      groundTruth.status = status;
      groundTruth.start = incoming.at;
      groundTruth.end = incoming.at + ms;
      return { status, end: groundTruth.end, traceId: groundTruth.traceId, ms, variables: all, groundTruth, splitOff };
    }
    const response = this.#interpreter.serve(target, { ...incoming, path }, all, trace);
    for (const { telemetry } of this.#services.values()) telemetry.settle();
    return { ...response, variables: all, groundTruth, splitOff };
  }

  /** Exports what the services still hold, and stops them. */
  async stop(): Promise<void> {
    await Promise.all([...this.#services.values()].map(({ telemetry }) => telemetry.stop()));
  }

  #service(name: string): SimulatedService {
    const service = this.#services.get(name);
    if (!service) throw new Error(`the model has no service ${name}`);
    return service;
  }
}
