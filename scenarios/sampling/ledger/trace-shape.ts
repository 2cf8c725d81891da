import type { StoredTrace } from '../../../stack/clients/jaeger.ts';
import { proxyService } from '../../proxy/proxy-service.ts';
import type { SentRequest } from '../../load/sent-request.ts';

/** The services that handle a request that succeeds. */
const servicesOf: Readonly<Record<string, readonly string[]>> = {
  browse: ['gateway', 'order'],
  product: ['gateway', 'order'],
  order: ['gateway', 'order', 'payment'],
  'read-order': ['gateway', 'order'],
};

/** What is missing in a stored trace, as text; undefined where it is complete. */
export function missingPart(trace: StoredTrace, request: Pick<SentRequest, 'route' | 'status'>): string | undefined {
  const ids = new Set(trace.spans.map(({ spanId }) => spanId));
  if (!trace.spans.some(({ parentSpanId }) => parentSpanId === '')) return 'its root';
  const orphan = trace.spans.find(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId));
  if (orphan) return `the parent ${orphan.parentSpanId} of ${orphan.service} "${orphan.name}"`;
  // A request that failed may have ended before it reached every service.
  if ((request.status ?? 500) >= 400) return undefined;
  const services = new Set(trace.spans.map(({ service }) => service));
  if (services.has(proxyService)) return services.size > 1 ? undefined : 'every span of the application';
  const absent = (servicesOf[request.route] ?? []).filter((service) => !services.has(service));
  return absent.length === 0 ? undefined : `every span of ${absent.join(' and ')}`;
}

/**
 * The policy that kept a trace, as the Collector records it with the feature gate `recordpolicy`: on the
 * instrumentation scope of its spans. A trace kept by the decision cache has none.
 */
export function policyOf(trace: StoredTrace): string {
  for (const { scope, attributes } of trace.spans) {
    const policy = scope.attributes['tailsampling.policy'] ?? attributes['tailsampling.policy'];
    if (typeof policy === 'string') return policy;
  }
  const cached = trace.spans.some(({ scope }) => scope.attributes['tailsampling.cached_decision'] === true);
  return cached ? '(cached decision)' : '(not recorded)';
}
