import { seededRandom } from '../lib/random.ts';
import { encodeResource } from '../lib/otlp/writer/encode-records.ts';
import type { SpanRecord } from '../lib/otlp/writer/records.ts';
import { VirtualTime } from '../simulation/clock/virtual-time.ts';
import { AttributeNames } from '../simulation/services/attribute-names.ts';
import { demoLibraries } from '../simulation/services/demo-libraries.ts';
import { ModelFaults } from '../simulation/services/faults.ts';
import type { SimulatedService } from '../simulation/services/request-context.ts';
import { ServiceTelemetry } from '../simulation/services/service-telemetry.ts';
import { shop } from '../simulation/services/shop.ts';
import { Interpreter } from '../simulation/services/steps/interpreter.ts';

/** Keeps spans instead of exporting them. */
class RecordedTelemetry extends ServiceTelemetry {
  readonly records: SpanRecord[] = [];

  override span(record: SpanRecord): void {
    this.records.push(record);
  }
}

/**
 * Spans of the order service of the simulated shop, as its SDK would export them; `resource` is an encoded Resource.
 */
export function simulatedSpans(count: number): { resource: Buffer; records: SpanRecord[] } {
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  const random = seededRandom(1);
  const services = new Map<string, SimulatedService & { telemetry: RecordedTelemetry }>();
  for (const [name, model] of Object.entries(shop.services)) {
    const telemetry = new RecordedTelemetry({
      resource: model.resource,
      time,
      random,
      send: () => Promise.resolve({ status: 200 }),
      intervals: { batches: 1e9, metrics: 1e9 },
      names: new AttributeNames(),
      isDown: () => false,
      clockOffsetMs: () => 0,
      reportsSdkMetrics: false,
    });
    const faults = new ModelFaults(name, Object.keys(model.operations), random);
    services.set(name, { name, model, libraries: demoLibraries, faults, telemetry, handled: 0 });
  }
  const order = services.get('order');
  const gateway = services.get('gateway');
  if (!order || !gateway) throw new Error('the shop has no order service or no gateway');
  const replicas = new Map([...services].map(([name, service]) => [name, [service]]));
  const interpreter = new Interpreter(replicas, random, () => true);
  for (let at = time.now(); order.telemetry.records.length < count; at += 200) {
    const variables = { 'order.id': `order-${at}`, 'payment.id': `payment-${at}`, 'product.category': 'office' };
    const incoming = { method: 'POST', route: '/orders', path: '/orders', query: '', userAgent: 'bench', at };
    const values = { ...variables, 'product.id': '6', 'order.quantity': 2, 'order.value': 90, path: '/orders' };
    interpreter.serve(gateway, { ...incoming, caller: undefined }, values, interpreter.startTrace());
  }
  return { resource: encodeResource(order.model.resource), records: order.telemetry.records.slice(0, count) };
}
