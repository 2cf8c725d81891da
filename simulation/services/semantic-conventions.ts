import { type Attributes, type AttributeValue, isShared, shared } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';
import type { Conventions } from './convention-names.ts';
import { defaultBoundaries } from './instruments.ts';
import type { ClientLibrary, DurationMetric, Libraries, ServerLibrary } from './libraries.ts';

/** The names of attributes in version 1.20 by their stable names; null for those that it does not have. */
type Renames = Readonly<Record<string, string | null>>;

// Source: OpenTelemetry semantic conventions, "HTTP semantic convention stability migration" and the same for databases and
// messaging; "Trace semantic conventions" of version 1.20.
const http: Renames = {
  'http.request.method': 'http.method',
  'http.response.status_code': 'http.status_code',
  'http.request.resend_count': 'http.resend_count',
  'url.scheme': 'http.scheme',
  'url.path': 'http.target',
  'url.query': null,
  'url.full': 'http.url',
  'network.protocol.version': 'net.protocol.version',
  'error.type': null,
};
const host: Renames = { 'server.address': 'net.host.name', 'server.port': 'net.host.port' };
const peer: Renames = { 'server.address': 'net.peer.name', 'server.port': 'net.peer.port' };
const database: Renames = {
  'db.system.name': 'db.system',
  'db.namespace': 'db.name',
  'db.query.text': 'db.statement',
  'db.operation.name': 'db.operation',
  'db.collection.name': 'db.sql.table',
  'error.type': null,
};
const messaging: Renames = {
  'messaging.operation.type': 'messaging.operation',
  'messaging.operation.name': null,
  'messaging.consumer.group.name': 'messaging.kafka.consumer.group',
  'error.type': null,
};

/** The metrics of version 1.20 by those that replaced them; it has none of databases and messages. */
const metricNames: Readonly<Record<string, string>> = {
  'http.server.request.duration': 'http.server.duration',
  'http.client.request.duration': 'http.client.duration',
};

type Convert = (attributes: Attributes) => Attributes;

/** To the names of the chosen conventions, and to those of version 1.20 alone. */
interface Converters {
  toAll: Convert;
  toFormer: Convert;
  isDuplicated: boolean;
}

function converter(renames: Renames, isDuplicated: boolean): Convert {
  const known = new WeakMap<Attributes, Attributes>();
  return (attributes) => {
    const before = known.get(attributes);
    if (before) return before;
    const converted: Record<string, AttributeValue> = {};
    for (const [name, value] of Object.entries(attributes)) {
      const former = formerName(renames[name], attributes);
      if (former === undefined || isDuplicated) converted[name] = value;
      if (typeof former === 'string') converted[former] = formerValue(former, value, attributes);
    }
    if (!isShared(attributes)) return converted;
    known.set(attributes, shared(converted));
    return converted;
  };
}

/** Version 1.20 names the consumer groups of Kafka only. */
function formerName(name: string | null | undefined, attributes: Attributes): string | null | undefined {
  const isOther = name === 'messaging.kafka.consumer.group' && attributes['messaging.system'] !== 'kafka';
  return isOther ? null : name;
}

function formerValue(name: string, value: AttributeValue, attributes: Attributes): AttributeValue {
  if (name === 'http.target' && typeof value === 'string') {
    const query = attributes['url.query'];
    return typeof query === 'string' ? `${value}?${query}` : value;
  }
  return name === 'messaging.operation' && value === 'send' ? 'publish' : value;
}

/** The instrumentation libraries of a service with other semantic conventions. */
export function withConventions(libraries: Libraries, conventions: Conventions): Libraries {
  if (conventions === 'stable') return libraries;
  const isDuplicated = conventions === 'dup';
  const converters = (renames: Renames): Converters => ({
    toAll: converter(renames, isDuplicated),
    toFormer: converter(renames, false),
    isDuplicated,
  });
  const [asServer, asClient] = [converters({ ...http, ...host }), converters({ ...http, ...peer })];
  const asQuery = converter({ ...database, ...peer }, isDuplicated);
  const { server, client, rpc, query, messaging: message } = libraries;
  return {
    ...libraries,
    server: serverWith(server, asServer),
    client: clientWith(client, asClient),
    rpc: {
      server: serverWith(rpc.server, asServer),
      client: clientWith(rpc.client, asClient),
    },
    query: {
      ...query,
      attributes: (statement) => asQuery(query.attributes(statement)),
      metrics: isDuplicated ? query.metrics : [],
    },
    messaging: {
      ...message,
      name: isDuplicated
        ? message.name
        : ({ destination, operation }) => `${destination} ${operation === 'send' ? 'publish' : operation}`,
      attributes: convertedMessage(message, converter(messaging, isDuplicated)),
      ...(isDuplicated ? {} : { durations: { send: [], process: [] }, counts: { send: [], process: [] } }),
    },
  };
}

function convertedMessage(
  { attributes }: Libraries['messaging'],
  convert: Convert,
): Libraries['messaging']['attributes'] {
  return (message) => convert(attributes(message));
}

function serverWith(library: ServerLibrary, converters: Converters): ServerLibrary {
  return {
    ...library,
    attributes: (...args) => library.attributes(...args).map(converters.toAll),
    metrics: metricsWith(library.metrics, converters),
  };
}

function clientWith(library: ClientLibrary, converters: Converters): ClientLibrary {
  return {
    ...library,
    attributes: (...args) => library.attributes(...args).map(converters.toAll),
    resend: (count) => converters.toAll(library.resend(count)),
    metrics: metricsWith(library.metrics, converters),
  };
}

function metricsWith<Arguments extends unknown[]>(
  metrics: readonly DurationMetric<Arguments>[],
  { toAll, toFormer, isDuplicated }: Converters,
): DurationMetric<Arguments>[] {
  return metrics.flatMap(({ instrument, attributes }) => {
    const name = metricNames[instrument.name];
    if (name === undefined) return [{ instrument, attributes: (...args: Arguments) => toAll(attributes(...args)) }];
    // In version 1.20 durations are milliseconds.
    const former: Instrument = { ...instrument, name, unit: 'ms', kind: { boundaries: defaultBoundaries } };
    const converted = { instrument: former, attributes: (...args: Arguments) => toFormer(attributes(...args)) };
    return isDuplicated ? [{ instrument, attributes }, converted] : [converted];
  });
}
