import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { scanJaeger } from '../leaks/scan-jaeger.ts';
import { scanLoki } from '../leaks/scan-loki.ts';
import { scanPrometheus } from '../leaks/scan-prometheus.ts';
import { type LeakedSecret, PlantedSecretSearch } from '../leaks/planted-secret-search.ts';
import { runWindow, type ClosedContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';

/** How many places are shown one by one. */
const shown = 8;

export function describeNoLeak({ backend, marker }: ExpectationOf<'no-leak'>): string {
  const proof = marker === undefined ? '' : `, and ${marker} is in their place`;
  return `no text in ${backend} contains a planted secret${proof}`;
}

/**
 * Searches a backend for the planted secrets. Where a marker is expected it must be there too: if nothing had arrived,
 * nothing could have leaked, and the search would prove nothing.
 */
export async function checkNoLeak(
  expectation: ExpectationOf<'no-leak'>,
  context: ClosedContext,
): Promise<ExpectationResult> {
  const { backend, marker } = expectation;
  const { clients, secrets, signal } = context;
  const search = new PlantedSecretSearch(secrets, marker);
  const window = runWindow(context);
  let unmarked: string[] = [];
  if (backend === 'jaeger') {
    const marked = await scanJaeger(clients.jaeger, window, search, signal);
    unmarked = plantedTraces(context).filter((id) => !marked.has(id));
  } else if (backend === 'loki') {
    const marked = await scanLoki(clients.loki, window, search, signal);
    unmarked = plantedTraces(context).filter((id) => !marked.has(id));
  } else await scanPrometheus(clients.prometheus, window, search, signal);

  const { leaks, searched, marked } = search;
  if (leaks.length > 0) return leaked(leaks, searched);
  const proven = marker === undefined ? searched > 0 : plantedTraces(context).length > 0 && unmarked.length === 0;
  const seen = marker === undefined ? '' : `, ${marker} in ${marked} of them`;
  const unproven =
    unmarked.length === 0 ? '' : `; ${unmarked.length} traces with planted secrets have no ${marker ?? ''}`;
  const evidence = unmarked
    .slice(0, 3)
    .map((id): Evidence => ({ label: 'no marker', url: clients.jaeger.traceUrl(id) }));
  return { passed: proven, observed: `no secret in ${searched} texts${seen}${unproven}`, evidence };
}

/** The traces of requests that carried secrets and that are in the store. */
function plantedTraces({ load, ledger }: ClosedContext): string[] {
  return load.requests.flatMap(({ planted, traceId }) =>
    planted && traceId && ledger.found.has(traceId) ? traceId : [],
  );
}

function leaked(leaks: LeakedSecret[], searched: number): ExpectationResult {
  const places = new Set(leaks.map(({ signal, attribute }) => `${signal} ${attribute}`));
  const evidence = leaks
    .slice(0, shown)
    .map(({ backend, signal, attribute, where, secret, excerpt, count }): Evidence => ({
      label: `${secret} in ${backend}, ${signal}, ${attribute}`,
      text: `${where}, ${count} times: ${excerpt}`,
    }));
  if (leaks.length > shown) evidence.push({ label: 'more', text: `${leaks.length - shown} further places` });
  return {
    passed: false,
    observed: `secrets at ${leaks.length} places in ${searched} texts: ${[...places].slice(0, shown).join('; ')}`,
    evidence,
    isFinal: true,
  };
}
