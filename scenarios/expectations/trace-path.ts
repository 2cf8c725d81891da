import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { StoredTrace } from '../../stack/clients/jaeger.ts';
import type { ClosedContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';

/** How many orders are looked at. */
const most = 20;

export function describeTracePath({ services, databases, atLeast }: ExpectationOf<'trace-path'>): string {
  return `at least ${atLeast} traces of orders have spans of ${[...services, ...databases].join(', ')}`;
}

/** Counts the traces of orders with spans of every service and database. */
export async function checkTracePath(
  { services, databases, atLeast }: ExpectationOf<'trace-path'>,
  { clients, ledger, load, signal }: ClosedContext,
): Promise<ExpectationResult> {
  const ids = load.requests
    .filter(({ route, status, traceId = '' }) => route === 'order' && status === 201 && ledger.found.has(traceId))
    .flatMap(({ traceId }) => traceId ?? [])
    .slice(-most);
  const absent = new Map<string, number>();
  let complete: string | undefined;
  let count = 0;
  for (const id of ids) {
    const trace = await clients.jaeger.trace(id, signal);
    const present = namesIn(trace);
    const lacking = [...services, ...databases].filter((name) => !present.has(name));
    for (const name of lacking) absent.set(name, (absent.get(name) ?? 0) + 1);
    if (lacking.length > 0) continue;
    count += 1;
    complete ??= id;
  }
  const lacks = [...absent].map(([name, traces]) => `${name} is absent in ${traces}`);
  return {
    passed: count >= atLeast,
    observed: [`${count} of ${ids.length} traces of orders`, ...lacks].join('; '),
    evidence:
      complete === undefined ? [] : [{ label: 'trace', text: complete, url: clients.jaeger.traceUrl(complete) }],
  };
}

function namesIn(trace: StoredTrace | undefined): Set<string> {
  const spans = trace?.spans ?? [];
  const systems = spans.flatMap(({ attributes }) => [attributes['db.system.name'], attributes['db.system']]);
  return new Set([...spans.map(({ service }) => service), ...systems.filter((name) => typeof name === 'string')]);
}
