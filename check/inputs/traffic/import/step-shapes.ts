import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { type LeftOut, unknownServer } from './left-out.ts';
import type { Shape } from './samples.ts';
import { roleOf, textOf } from './span-roles.ts';
import { serversBelow, type SpanNode } from './trace-trees.ts';

/** A name of a service in a traffic file has no spaces. */
export function nameOf(service: string): string {
  return service.replaceAll(/\s+/g, '-');
}

/** The steps that spans become, and the databases in them. */
export class StepShapes {
  readonly databases = new Map<string, { system: string; name: string; address: string }>();
  readonly #withValues: boolean;
  readonly #leftOut: LeftOut;

  constructor(withValues: boolean, leftOut: LeftOut) {
    this.#withValues = withValues;
    this.#leftOut = leftOut;
  }

  /** The step of a span below one of this service; undefined, and counted, if it has none. */
  of(node: SpanNode, service: string): Shape | undefined {
    const { span } = node;
    const role = roleOf(span);
    switch (role.kind) {
      case 'route':
      case 'grpc':
        return { do: 'call', target: `${nameOf(span.service)} ${role.name}` };
      case 'unknown':
        this.#leftOut.add(unknownServer(span));
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
        if (server && role.external !== undefined) this.#leftOut.add(unknownServer(server.one.span));
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
}
