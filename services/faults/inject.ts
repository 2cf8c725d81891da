import { propagation, trace, TraceFlags } from '@opentelemetry/api';
import type { ServiceClient } from '../process/service-client.ts';
import type { FaultSet } from './fault-set.ts';

/** What a service depends on: an object with asynchronous methods. */
export type Dependency = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Makes a method wait for `inject`, and fail if that fails, before it does its work. */
export function injectBefore(target: Dependency, method: string, inject: () => Promise<void>): void {
  const original = target[method]?.bind(target);
  if (!original) throw new Error(`faults cannot be injected before ${method}: the service has no such method`);
  target[method] = async (...args) => {
    await inject();
    return original(...args);
  };
}

/** Lets faults change the URL of each call to another service. A changed URL is logged, as careless clients do. */
export function injectIntoClient(client: ServiceClient, faults: FaultSet): void {
  const original = client.request.bind(client);
  client.request = async (request) => {
    const url = client.urlOf(request);
    if (!faults.beforeCall(url)) return original(request);
    request.log.info({ 'url.full': url.href }, `calling ${client.name}: ${request.method} ${url.href}`);
    return original({ ...request, path: url.pathname + url.search, query: {} });
  };
}

/** Lets faults drop the trace context of outgoing requests: every instrumentation adds it with `propagation.inject`. */
export function injectIntoPropagation(faults: FaultSet): void {
  const original = propagation.inject.bind(propagation);
  propagation.inject = (...args) => {
    if (!faults.dropsContext()) original(...args);
  };
}

/** Lets faults replace the sampling decision that came with an incoming request. */
export function injectIntoExtraction(faults: FaultSet): void {
  const original = propagation.extract.bind(propagation);
  propagation.extract = (...args) => {
    const context = original(...args);
    const caller = trace.getSpanContext(context);
    if (!caller) return context;
    const sampled = faults.samples(caller.traceId);
    if (sampled === undefined) return context;
    const others = caller.traceFlags & ~TraceFlags.SAMPLED;
    return trace.setSpanContext(context, { ...caller, traceFlags: sampled ? others | TraceFlags.SAMPLED : others });
  };
}
