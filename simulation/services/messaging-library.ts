import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';
import { attributeCache } from './attribute-cache.ts';
import { durationBoundaries } from './instruments.ts';
import type { Libraries, Message } from './libraries.ts';

// Source: OpenTelemetry semantic conventions 1.x, "Messaging spans", "Messaging client metrics".

const shared = attributeCache();
const scope = { name: 'opentelemetry.instrumentation.messaging' };

const duration = (name: string, description: string): Instrument => ({
  scope,
  name,
  unit: 's',
  description,
  kind: { boundaries: durationBoundaries },
});
const counter = (name: string, description: string): Instrument => ({
  scope,
  name,
  unit: '{message}',
  description,
  kind: 'counter',
});

/** The instrumentation of clients of message brokers. */
export const messagingLibrary: Libraries['messaging'] = {
  scope,
  name: ({ operation, destination }) => `${operation} ${destination}`,
  attributes,
  durations: {
    send: [
      duration(
        'messaging.client.operation.duration',
        'Duration of messaging operation initiated by a producer or consumer client.',
      ),
    ],
    process: [duration('messaging.process.duration', 'Duration of processing operation.')],
  },
  counts: {
    send: [counter('messaging.client.sent.messages', 'Number of messages producer attempted to send to the broker.')],
    process: [
      counter('messaging.client.consumed.messages', 'Number of messages that were delivered to the application.'),
    ],
  },
};

/** The operation is both the name and the type of the operation. */
function attributes({ system, destination, operation, group, error }: Message): Attributes {
  return shared(`${system} ${destination} ${operation} ${group ?? ''} ${error ?? ''}`, () => ({
    'messaging.system': system,
    'messaging.destination.name': destination,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    ...(group === undefined ? {} : { 'messaging.consumer.group.name': group }),
    ...(error === undefined ? {} : { 'error.type': error }),
  }));
}
