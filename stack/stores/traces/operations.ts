import { kindName } from './span-kind.ts';
import type { TraceStore } from './trace-store.ts';

/** The names of all services, sorted. */
export function listServices(store: TraceStore): string[] {
  const names = new Set<string>();
  for (const { service } of store.operations()) if (service !== '') names.add(service);
  return [...names].sort();
}

/** The operations of a service, sorted; of one span kind, unless `kind` is empty. */
export function listOperations(store: TraceStore, service: string, kind = ''): { name: string; spanKind: string }[] {
  return [...store.operations()]
    .filter((operation) => operation.service === service && (kind === '' || kindName(operation.kind) === kind))
    .map((operation) => ({ name: operation.name, spanKind: kindName(operation.kind) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.spanKind, b.spanKind));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
