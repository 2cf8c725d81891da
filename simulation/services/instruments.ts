import type { Instrument, Scope } from '../../lib/otlp/writer/records.ts';

// Names, versions, units and boundaries are those of the demo services; a test compares them with a live service.

const version = '0.223.0';
export const scopes = {
  http: { name: '@opentelemetry/instrumentation-http', version },
  fastify: { name: '@fastify/otel', version: '0.21.2' },
  undici: { name: '@opentelemetry/instrumentation-undici', version: '0.33.0' },
  pg: { name: '@opentelemetry/instrumentation-pg', version: '0.76.0' },
  pino: { name: '@opentelemetry/instrumentation-pino', version: '0.69.0' },
  own: { name: 'sandbox' },
} satisfies Record<string, Scope>;

export const durationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];
/**
 * The default boundaries of an SDK's histogram. Source: OpenTelemetry specification, "Explicit Bucket Histogram
 * Aggregation".
 */
export const defaultBoundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
const valueBoundaries = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
const databaseBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

export const instruments = {
  serverDuration: {
    scope: scopes.http,
    name: 'http.server.request.duration',
    unit: 's',
    description: 'Duration of HTTP server requests.',
    kind: { boundaries: durationBoundaries },
  },
  clientDuration: {
    scope: scopes.undici,
    name: 'http.client.request.duration',
    unit: 's',
    description: 'Measures the duration of outbound HTTP requests.',
    kind: { boundaries: durationBoundaries },
  },
  queryDuration: {
    scope: scopes.pg,
    name: 'db.client.operation.duration',
    unit: 's',
    description: 'Duration of database client operations.',
    kind: { boundaries: databaseBoundaries },
  },
  ordersCreated: {
    scope: scopes.own,
    name: 'orders.created',
    unit: '{order}',
    description: 'Orders placed and paid',
    kind: 'counter',
  },
  ordersValue: {
    scope: scopes.own,
    name: 'orders.value',
    unit: 'USD',
    description: 'Value of the orders placed and paid',
    kind: { boundaries: valueBoundaries },
  },
  paymentDuration: {
    scope: scopes.own,
    name: 'payment.processing.duration',
    unit: 's',
    description: 'Time that the payment provider takes for a charge',
    kind: { boundaries: durationBoundaries },
  },
} satisfies Record<string, Instrument>;
