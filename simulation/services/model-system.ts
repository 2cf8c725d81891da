import type { Attributes, AttributeValue } from '../../lib/otlp/writer/attributes.ts';
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
import { withConventions } from './semantic-conventions.ts';
import { nextReplica } from './steps/step-executor.ts';
import type { ServiceModel, SystemModel } from './system.ts';
import type { TraceGroundTruth } from './ground-truth.ts';

export interface ModelSystemOptions {
  model: SystemModel;
  time: VirtualTime;
  random: Random;
  /** Where a replica of a service sends its telemetry, by the name of the service and its number from 1 on. */
  send: (service: string, replica: number) => SendOtlp;
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
  /** Traces of messages that are processed in a trace of their own. */
  linked: readonly TraceGroundTruth[];
}

/** How long a client from outside waits for a response. */
const clientTimeoutMs = 30_000;

/** Simulates the services of a model in virtual time: takes requests, and sends the telemetry that they would send. */
export class ModelSystem {
  /** Names of all attributes that were sent so far. */
  readonly attributeNames = new AttributeNames();
  readonly sentMetrics = new SentMetrics();
  readonly #services = new Map<string, readonly SimulatedService[]>();
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
      const generic = withConventions(genericLibraries, service.conventions ?? 'stable');
      const replica = (number: number): SimulatedService => ({
        name,
        model: service,
        libraries: service.libraries === 'generic' ? generic : demoLibraries,
        faults,
        telemetry: new ServiceTelemetry({
          resource: resourceOf(service, number),
          time,
          random: number === 1 ? own : random.fork(`${name} ${number}`),
          send: send(name, number),
          intervals: { ...intervals, ...service.intervals },
          names: this.attributeNames,
          sentMetrics: this.sentMetrics,
          onSpan,
          isDown: () => faults.isDown,
          clockOffsetMs: () => faults.clockOffsetMs,
          reportsSdkMetrics: service.libraries !== 'generic',
        }),
        handled: 0,
      });
      this.#services.set(
        name,
        Array.from({ length: service.replicas ?? 1 }, (_, index) => replica(index + 1)),
      );
    }
    this.#interpreter = new Interpreter(this.#services, random.fork('performance'), sampled);
  }

  /** The faults of a service of the model. */
  faults(service: string): ModelFaults {
    return this.#service(service).faults;
  }

  /** Sets which faults are active, by their labels, for the values that follow them. */
  setActiveFaults(labels: readonly string[]): void {
    this.#interpreter.activeFaults.clear();
    for (const label of labels) this.#interpreter.activeFaults.add(label);
  }

  /** Simulates a request from outside to a service. `variables` are those that the request itself defines. */
  request(service: string, incoming: IncomingRequest, variables: Variables): SimulatedRequest {
    const target = this.#service(service);
    const all: Record<string, string | number | boolean> = { ...variables };
    for (const [name, source] of Object.entries(this.#model.variables))
      all[name] ??= generateVariable(source, this.#random, this.#interpreter.activeFaults) ?? '';
    for (const table of this.#model.tables ?? []) Object.assign(all, choose(table, this.#random)?.variables);
    const path = interpolate(incoming.path, all);
    all.path = path;
    const trace = this.#interpreter.startTrace();
    const { groundTruth, splitOff, linked } = trace;
    const silence = target.faults.silence(`${incoming.method} ${incoming.route}`);
    if (silence !== undefined) {
      groundTruth.injectedFaults.push({ service, fault: silence, at: incoming.at });
      const [status, ms] = silence === 'down' ? [503, 0] : [504, clientTimeoutMs];
      groundTruth.status = status;
      groundTruth.start = incoming.at;
      groundTruth.end = incoming.at + ms;
      const { end, traceId } = groundTruth;
      return { status, end, traceId, ms, variables: all, groundTruth, splitOff, linked };
    }
    const response = this.#interpreter.serve(target, { ...incoming, path }, all, trace);
    for (const { telemetry } of this.#all()) telemetry.settle();
    return { ...response, variables: all, groundTruth, splitOff, linked };
  }

  /** Exports what the services still hold, and stops them. */
  async stop(): Promise<void> {
    await Promise.all(this.#all().map(({ telemetry }) => telemetry.stop()));
  }

  #all(): SimulatedService[] {
    return [...this.#services.values()].flat();
  }

  /** The replica that handles the next request. */
  #service(name: string): SimulatedService {
    const replicas = this.#services.get(name);
    if (!replicas) throw new Error(`the model has no service ${name}`);
    return nextReplica(replicas);
  }
}

function resourceOf({ resource }: ServiceModel, replica: number): Attributes {
  const entries = Object.entries(resource).map(([name, value]): [string, AttributeValue] => [
    name,
    typeof value === 'string' ? value.replaceAll('$replica', String(replica)) : value,
  ]);
  return Object.fromEntries(entries);
}
