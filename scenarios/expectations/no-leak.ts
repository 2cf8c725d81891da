import { scanJaeger } from '../leaks/scan-jaeger.ts';
import { scanLoki } from '../leaks/scan-loki.ts';
import { scanPrometheus } from '../leaks/scan-prometheus.ts';
import { type Finding, LeakSearch } from '../leaks/search.ts';
import { runWindow, type ClosedContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';
import type { Checked } from './check.ts';

/** So many findings are shown one by one. */
const shown = 8;

export function describeNoLeak({ backend, marker }: ExpectationOf<'no-leak'>): string {
  const proof = marker === undefined ? '' : `, and ${marker} stands where they were`;
  return `none of the planted secrets is in any text of ${backend}${proof}`;
}

/**
 * Searches a backend for the planted secrets. Where a marker is expected it must be seen too: with nothing arrived, nothing
 * could have leaked, and the search would prove nothing.
 */
export async function checkNoLeak(expectation: ExpectationOf<'no-leak'>, context: ClosedContext): Promise<Checked> {
  const { backend, marker } = expectation;
  const { clients, secrets, signal } = context;
  const search = new LeakSearch(secrets, marker);
  const window = runWindow(context);
  let unmarked: string[] = [];
  if (backend === 'jaeger') {
    const marked = await scanJaeger(clients.jaeger, window, search, signal);
    unmarked = plantedTraces(context).filter((id) => !marked.has(id));
  } else if (backend === 'loki') {
    const marked = await scanLoki(clients.loki, window, search, signal);
    unmarked = plantedTraces(context).filter((id) => !marked.has(id));
  } else await scanPrometheus(clients.prometheus, window, search, signal);

  const { findings, looked, marked } = search;
  if (findings.length > 0) return leaked(findings, looked);
  const proven = marker === undefined ? looked > 0 : plantedTraces(context).length > 0 && unmarked.length === 0;
  const seen = marker === undefined ? '' : `, ${marker} in ${marked} of them`;
  const unproven =
    unmarked.length === 0 ? '' : `; ${unmarked.length} traces with planted secrets show no ${marker ?? ''}`;
  const evidence = unmarked
    .slice(0, 3)
    .map((id): Evidence => ({ label: 'no marker', url: clients.jaeger.traceUrl(id) }));
  return { held: proven, observed: `no secret in ${looked} texts${seen}${unproven}`, evidence };
}

/** The traces of requests that carried secrets and that are in the store. */
function plantedTraces({ load, ledger }: ClosedContext): string[] {
  return load.requests.flatMap(({ planted, traceId }) =>
    planted && traceId && ledger.found.has(traceId) ? traceId : [],
  );
}

function leaked(findings: Finding[], looked: number): Checked {
  const places = new Set(findings.map(({ signal, attribute }) => `${signal} ${attribute}`));
  const evidence = findings
    .slice(0, shown)
    .map(({ backend, signal, attribute, where, secret, excerpt, count }): Evidence => ({
      label: `${secret} in ${backend}, ${signal}, ${attribute}`,
      text: `${where}, ${count} times: ${excerpt}`,
    }));
  if (findings.length > shown) evidence.push({ label: 'more', text: `${findings.length - shown} further places` });
  return {
    held: false,
    observed: `secrets at ${findings.length} places of ${looked} texts: ${[...places].slice(0, shown).join('; ')}`,
    evidence,
    final: true,
  };
}
