import { packageVersion } from '../../lib/paths.ts';
import { gateway } from '../../stack/services/gateway.ts';
import { order } from '../../stack/services/order.ts';
import { payment } from '../../stack/services/payment.ts';
import type { ServiceDescriptor } from '../../stack/services/service.ts';
import { instruments, scopes } from './instruments.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Latency, Operation, ServiceModel, Step, SystemModel } from './system.ts';

// A model of the demo services in `services/`: gateway, order and payment with their database.

const tail = (minMs: number, moreMs: number): Latency => ({ minMs, moreMs, shape: 'tail' });
const overhead = tail(0.4, 0.5);
const read = tail(0.6, 0.8);
const write = tail(0.9, 1.5);

const productColumns = 'id, name, category, price_cents AS "priceCents"';
const orderColumns = `id, product_id AS "productId", quantity, value_cents AS "valueCents", currency, status,
  payment_id AS "paymentId", created_at AS "createdAt"`;

const query = (statement: string, latency: Latency): Step => ({
  do: 'query',
  operation: statement.split(' ', 1).join(''),
  statement,
  latency,
});

const passOn = (method: string, route: string, status = 200): Operation => ({
  status,
  overhead,
  steps: [{ do: 'apply-faults' }, { do: 'call', service: 'order', method, route, path: '$path' }],
});

const lookUp = (statement: string, ...then: Step[]): Operation => ({
  status: 200,
  overhead,
  steps: [{ do: 'apply-faults' }, query(statement, read), ...then],
});

/** A product that does not exist: its page answers 404. */
export const unknownProduct = { id: 999, path: '/products/999' };

const placeOrder: Operation = {
  status: 201,
  overhead,
  steps: [
    query(`SELECT ${productColumns} FROM products WHERE id = $1`, read),
    {
      do: 'span',
      scope: scopes.own,
      name: 'process_order',
      attributes: {
        'order.id': '$order.id',
        'order.quantity': '$order.quantity',
        'order.value': '$order.value',
        'order.currency': 'USD',
        'product.id': '$product.id',
      },
      onSuccess: { 'order.status': 'paid' },
      steps: [
        { do: 'apply-faults' },
        query(
          `INSERT INTO orders (id, product_id, quantity, value_cents, currency, status)
         VALUES ($1, $2, $3, $4, $5, 'pending')`,
          write,
        ),
        {
          do: 'always',
          steps: [{ do: 'call', service: 'payment', method: 'POST', route: '/charges', path: '/charges' }],
          afterwards: [
            query(`UPDATE orders SET status = $2, payment_id = $3 WHERE id = $1 RETURNING ${orderColumns}`, write),
          ],
        },
        {
          do: 'measure',
          instrument: instruments.ordersCreated,
          value: 1,
          attributes: { 'product.category': '$product.category' },
        },
        {
          do: 'measure',
          instrument: instruments.ordersValue,
          value: '$order.value',
          attributes: { 'product.category': '$product.category' },
        },
        { do: 'log', body: 'order placed', attributes: { 'order.id': '$order.id', 'payment.id': '$payment.id' } },
      ],
    },
  ],
};

const charge: Operation = {
  status: 201,
  overhead,
  steps: [
    {
      do: 'span',
      scope: scopes.own,
      name: 'payment.charge',
      attributes: {
        'payment.id': '$payment.id',
        'payment.provider': 'sandbox-pay',
        'payment.amount': '$order.value',
        'payment.currency': 'USD',
        'order.id': '$order.id',
      },
      onSuccess: { 'payment.status': 'succeeded' },
      duration: { instrument: instruments.paymentDuration, attributes: { 'payment.provider': 'sandbox-pay' } },
      steps: [{ do: 'apply-faults' }, { do: 'work', latency: { minMs: 20, moreMs: 30, shape: 'even' } }],
    },
    { do: 'log', body: 'payment charged', attributes: { 'order.id': '$order.id', 'payment.id': '$payment.id' } },
  ],
};

function service(
  { name, port, telemetry }: ServiceDescriptor,
  callTimeoutMs: number,
  operations: Readonly<Record<string, Operation>>,
): ServiceModel {
  const resource: Attributes = {
    'service.name': telemetry.serviceName,
    'service.version': packageVersion,
    'service.namespace': 'sandbox',
    'service.instance.id': `${name}-1`,
    'deployment.environment.name': 'local',
    'telemetry.sdk.language': telemetry.language,
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': '2.12.0',
  };
  return { resource, address: { host: '127.0.0.1', port: port.default }, callTimeoutMs, operations };
}

/** The model of the demo services. */
export const shop: SystemModel = {
  variables: { 'order.id': 'uuid', 'payment.id': 'uuid' },
  services: {
    gateway: service(gateway, 15_000, {
      'GET /products': passOn('GET', '/products'),
      'GET /products/:id': passOn('GET', '/products/:id'),
      'POST /orders': passOn('POST', '/orders', 201),
      'GET /orders/:id': passOn('GET', '/orders/:id'),
    }),
    order: service(order, 10_000, {
      'GET /products': lookUp(`SELECT ${productColumns} FROM products ORDER BY id`),
      'GET /products/:id': lookUp(`SELECT ${productColumns} FROM products WHERE id = $1`, {
        do: 'fail',
        status: 404,
        name: 'UnknownProduct',
        message: `there is no product ${unknownProduct.id}`,
        when: { variable: 'path', is: unknownProduct.path },
      }),
      'POST /orders': placeOrder,
      'GET /orders/:id': lookUp(`SELECT ${orderColumns} FROM orders WHERE id = $1`),
    }),
    payment: service(payment, 10_000, { 'POST /charges': charge }),
  },
};
