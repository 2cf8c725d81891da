import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { outcomeOf } from './outcome.ts';
import { type Execution, type OperationSamples, ServiceSamples, type Shape, type Slot, type Slots } from './samples.ts';
import { type Role, roleOf, textOf } from './span-roles.ts';
import { msBetween, ownMs, type SpanNode } from './trace-trees.ts';

/** More calls of one kind in one request are not distinguished. */
const mostRepetitions = 20;

type OperationRole = Extract<Role, { kind: 'route' | 'grpc' | 'consumes' }>;

/** What could not become part of a traffic file, how often, and the words for one and for many. */
export type LeftOut = Map<string, { one: string; many: string; count: number }>;

/** Services, operations and steps of traces. */
export class TraceSamples {
  readonly services = new Map<string, ServiceSamples>();
  /** How often each operation was the first of a trace: `frontend GET /`. */
  readonly entries = new Map<string, number>();
  /** When traces began; ms since the epoch. */
  readonly starts: number[] = [];
  readonly leftOut: LeftOut = new Map();
  readonly databases = new Map<string, { system: string; name: string; address: string }>();
  derivedRoutes = 0;
  readonly #withValues: boolean;
  /** The producers' spans by trace and destination. */
  readonly #sent = new Map<string, StoredSpan>();
  readonly #slots = new Map<StoredSpan, Slot>();
  readonly #destinations = new Set<string>();

  constructor(roots: readonly SpanNode[], withValues: boolean) {
    this.#withValues = withValues;
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
      } else this.#leaveOut(unsentMessage);
      return;
    }
    const entries = role.kind === 'route' || role.kind === 'grpc' ? [root] : serversBelow(root);
    if (entries.length === 0) {
      this.#leaveOut(role.kind === 'unknown' ? unknownServer(root.span) : noRequest);
      return;
    }
    if (entries[0] !== root) this.#leaveOut(clientSpan);
    for (const entry of entries) {
      const own = roleOf(entry.span);
      if (own.kind !== 'route' && own.kind !== 'grpc') {
        this.#leaveOut(unknownServer(entry.span));
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
      const shape = this.#shapeOf(node, parent.span.service);
      if (!shape) continue;
      const key = JSON.stringify(shape);
      const resend = Number(textOf(span.attributes, 'http.request.resend_count', 'http.resend_count')) || 0;
      const before = repetitions.get(key) ?? 0;
      const number = resend > 0 && before > 0 ? before : before + 1;
      if (number > mostRepetitions) {
        this.#leaveOut(repetition);
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

  #shapeOf(node: SpanNode, service: string): Shape | undefined {
    const { span } = node;
    this.#see(span);
    const role = roleOf(span);
    switch (role.kind) {
      case 'route':
      case 'grpc':
        return { do: 'call', target: `${nameOf(span.service)} ${role.name}` };
      case 'unknown':
        this.#leaveOut(unknownServer(span));
        return undefined;
      case 'query': {
        const { system, operation, collection } = role;
        const statement = this.#withValues ? role.statement : '';
        return { do: 'query', system, operation, collection, statement, database: this.#database(span, system) };
      }
      case 'send':
        return { do: 'send', destination: role.destination, system: role.system };
      case 'consumes':
        // A span that processes what an outer one received.
        if (span.service === service) return { do: 'span', name: span.name };
        return { do: 'send', destination: role.name, system: textOf(span.attributes, 'messaging.system') };
      case 'client': {
        const [server] = serversBelow(node).map((one) => ({ one, role: roleOf(one.span) }));
        if (server && (server.role.kind === 'route' || server.role.kind === 'grpc'))
          return { do: 'call', target: `${nameOf(server.one.span.service)} ${server.role.name}` };
        if (server && role.external !== undefined) this.#leaveOut(unknownServer(server.one.span));
        return role.external === undefined ? { do: 'span', name: span.name } : { do: 'external', url: role.external };
      }
      case 'internal':
        return { do: 'span', name: span.name };
    }
  }

  #database({ attributes }: StoredSpan, system: string): string {
    const name = this.#withValues ? textOf(attributes, 'db.namespace', 'db.name') : '';
    const host = this.#withValues ? textOf(attributes, 'server.address', 'net.peer.name') : '';
    const port = textOf(attributes, 'server.port', 'net.peer.port');
    const address = /^[\w.-]+$/.test(host) && /^\d{1,5}$/.test(port) ? `${host}:${port}` : '';
    const key = [system, name, address].filter((part) => part !== '').join(' ');
    this.databases.set(key, { system, name, address });
    return key;
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

  #leaveOut({ one, many }: { one: string; many: string }): void {
    const before = this.leftOut.get(many)?.count ?? 0;
    this.leftOut.set(many, { one, many, count: before + 1 });
  }
}

/** A name of a service in a traffic file has no spaces. */
function nameOf(service: string): string {
  return service.replaceAll(/\s+/g, '-');
}

const unsentMessage = {
  one: 'trace that begins with a message that no span sent',
  many: 'traces that begin with a message that no span sent',
};
const noRequest = { one: 'trace without a request to a service', many: 'traces without a request to a service' };
const clientSpan = {
  one: 'first span that is of a client, such as a load generator',
  many: 'first spans that are of a client, such as a load generator',
};
const repetition = {
  one: `repetition of one step beyond ${mostRepetitions} in a request`,
  many: `repetitions of one step beyond ${mostRepetitions} in a request`,
};

function unknownServer({ service, kind }: StoredSpan): { one: string; many: string } {
  return kind === 'consumer'
    ? {
        one: `consumer span of ${service} without a destination`,
        many: `consumer spans of ${service} without a destination`,
      }
    : {
        one: `server span of ${service} that is of neither HTTP nor gRPC`,
        many: `server spans of ${service} that are of neither HTTP nor gRPC`,
      };
}

/** The nearest server spans below a span. */
function serversBelow({ children }: SpanNode): SpanNode[] {
  return children.flatMap((child) => (child.span.kind === 'server' ? [child] : serversBelow(child)));
}
