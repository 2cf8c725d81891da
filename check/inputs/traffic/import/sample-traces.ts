import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { outcomeOf } from './outcome.ts';
import {
  clientSpan,
  LeftOut,
  mostRepetitions,
  noRequest,
  repetition,
  unknownServer,
  unsentMessage,
} from './left-out.ts';
import { type Execution, type OperationSamples, ServiceSamples, type Slot, type Slots } from './samples.ts';
import { type Role, roleOf, textOf } from './span-roles.ts';
import { nameOf, StepShapes } from './step-shapes.ts';
import { msBetween, ownMs, serversBelow, type SpanNode } from './trace-trees.ts';

type OperationRole = Extract<Role, { kind: 'route' | 'grpc' | 'consumes' }>;

/** Services, operations and steps of traces. */
export class TraceSamples {
  readonly services = new Map<string, ServiceSamples>();
  /** How often each operation was the first of a trace: `frontend GET /`. */
  readonly entries = new Map<string, number>();
  /** When traces began; ms since the epoch. */
  readonly starts: number[] = [];
  readonly leftOut = new LeftOut();
  readonly shapes: StepShapes;
  derivedRoutes = 0;
  /** The producers' spans by trace and destination. */
  readonly #sent = new Map<string, StoredSpan>();
  readonly #slots = new Map<StoredSpan, Slot>();
  readonly #destinations = new Set<string>();

  constructor(roots: readonly SpanNode[], withValues: boolean) {
    this.shapes = new StepShapes(withValues, this.leftOut);
    for (const root of roots) this.#findProducers(root);
    for (const root of roots) this.#addTrace(root);
  }

  #findProducers(node: SpanNode): void {
    const role = roleOf(node.span);
    if (role.kind === 'send') {
      this.#destinations.add(role.destination);
      this.#sent.set(`${node.span.traceId} ${role.destination}`, node.span);
    }
    for (const child of node.children) this.#findProducers(child);
  }

  #addTrace(root: SpanNode): void {
    const role = roleOf(root.span);
    if (role.kind === 'consumes') {
      if (this.#destinations.has(role.name)) {
        this.#addDelay(root.span, role.name);
        this.#addOperation(root, role);
      } else this.leftOut.add(unsentMessage);
      return;
    }
    const entries = role.kind === 'route' || role.kind === 'grpc' ? [root] : serversBelow(root);
    if (entries.length === 0) {
      this.leftOut.add(role.kind === 'unknown' ? unknownServer(root.span) : noRequest);
      return;
    }
    if (entries[0] !== root) this.leftOut.add(clientSpan);
    for (const entry of entries) {
      const own = roleOf(entry.span);
      if (own.kind !== 'route' && own.kind !== 'grpc') {
        this.leftOut.add(unknownServer(entry.span));
        continue;
      }
      const key = `${nameOf(entry.span.service)} ${own.name}`;
      this.entries.set(key, (this.entries.get(key) ?? 0) + 1);
      this.starts.push(Number(entry.span.start / 1_000_000n));
      this.#addOperation(entry, own);
    }
  }

  /** The time that a message waited which is processed in a trace of its own. */
  #addDelay({ links, start }: StoredSpan, destination: string): void {
    for (const { traceId } of links) {
      const sent = this.#sent.get(`${traceId} ${destination}`);
      if (sent) this.#slots.get(sent)?.delaysMs.push(Math.max(0, msBetween(sent.end, start)));
    }
  }

  #addOperation(node: SpanNode, role: OperationRole): OperationSamples {
    const { span } = node;
    const service = this.#see(span);
    const operation = service.operation(role.kind, role.name);
    if (role.isDerived === true) this.derivedRoutes += 1;
    const outcome = outcomeOf(span, role.kind);
    const execution: Execution = { outcome, failed: new Set() };
    operation.count += 1;
    operation.attributes.add(span.attributes, outcome.error !== undefined);
    if (role.kind === 'consumes' && span.links.length > 0 && span.parentSpanId === '') operation.linked += 1;
    if (outcome.error !== undefined) {
      operation.failed.push(execution);
      operation.failedMs.push(ownMs(node));
    } else {
      operation.okCount += 1;
      operation.statuses.set(outcome.status, (operation.statuses.get(outcome.status) ?? 0) + 1);
      operation.okMs.push(ownMs(node));
    }
    this.#addSteps(node, operation.steps, execution);
    return operation;
  }

  #addSteps(parent: SpanNode, slots: Slots, execution: Execution): void {
    const repetitions = new Map<string, number>();
    const observed: { slot: Slot; start: bigint; end: bigint }[] = [];
    for (const node of parent.children) {
      const { span } = node;
      this.#see(span);
      const shape = this.shapes.of(node, parent.span.service);
      if (!shape) continue;
      const key = JSON.stringify(shape);
      const resend = Number(textOf(span.attributes, 'http.request.resend_count', 'http.resend_count')) || 0;
      const before = repetitions.get(key) ?? 0;
      const number = resend > 0 && before > 0 ? before : before + 1;
      if (number > mostRepetitions) {
        this.leftOut.add(repetition);
        continue;
      }
      repetitions.set(key, number);
      const slot = slots.get(`${key} ${number}`, shape);
      slot.retries = Math.max(slot.retries, Math.min(resend, 10));
      if (number > before) {
        slot.count += 1;
        if (execution.outcome.error === undefined) slot.okCount += 1;
        slot.offsetMs += msBetween(parent.span.start, span.start);
        observed.push({ slot, start: span.start, end: span.end });
      }
      this.#addStep(node, slot, execution);
    }
    slots.observe(observed);
  }

  #addStep(node: SpanNode, slot: Slot, execution: Execution): void {
    const { span } = node;
    const { shape } = slot;
    slot.attributes.add(span.kind === 'server' ? {} : span.attributes, span.status.error);
    if (shape.do === 'call' || shape.do === 'external') this.#addResult(slot, span.status.error, execution);
    // What a client waits for is no span of its service.
    if (shape.do === 'span' && span.kind !== 'client') slot.durationsMs.push(ownMs(node));
    else slot.durationsMs.push(msBetween(span.start, span.end));
    if (shape.do === 'span') this.#addSteps(node, slot.steps, execution);
    if (shape.do === 'call') {
      for (const server of span.kind === 'server' ? [node] : serversBelow(node)) {
        const role = roleOf(server.span);
        if (role.kind === 'route' || role.kind === 'grpc') this.#addOperation(server, role);
      }
    }
    if (shape.do !== 'send') return;
    this.#slots.set(span, slot);
    for (const consumer of span.kind === 'consumer' ? [node] : node.children) {
      const role = roleOf(consumer.span);
      if (role.kind !== 'consumes') continue;
      slot.delaysMs.push(Math.max(0, msBetween(span.end, consumer.span.start)));
      this.#addOperation(consumer, role);
    }
  }

  /** The last attempt decides. */
  #addResult(slot: Slot, isError: boolean, { outcome, failed }: Execution): void {
    const sign = isError && !failed.has(slot) ? 1 : !isError && failed.has(slot) ? -1 : 0;
    if (sign === 1) failed.add(slot);
    if (sign === -1) failed.delete(slot);
    slot.failures += sign;
    if (outcome.error === undefined) slot.failuresInOk += sign;
  }

  #see({ service, attributes, resource }: StoredSpan): ServiceSamples {
    const name = nameOf(service);
    let samples = this.services.get(name);
    if (!samples) this.services.set(name, (samples = new ServiceSamples()));
    samples.resource.add(resource);
    const instance = textOf(resource, 'service.instance.id');
    if (instance !== '') samples.instances.add(instance);
    if ('http.method' in attributes || 'db.system' in attributes) samples.former += 1;
    if ('http.request.method' in attributes || 'db.system.name' in attributes) samples.stable += 1;
    return samples;
  }
}
