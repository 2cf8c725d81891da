import { classOf, mustBeKept } from '../load/truth.ts';
import { runWindow, type ClosedContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';
import type { Checked } from './check.ts';

type Link = ExpectationOf<'link'>['link'];

export const linkDescriptions: Record<Link, string> = {
  'exemplar-to-trace': 'exemplars of span metrics lead to stored traces, all those of classes that are kept whole',
  'trace-to-logs': 'stored traces have their log lines',
  'log-to-trace': 'log lines lead to stored traces, all those of classes that are kept whole',
};

/** So many links are followed. */
const followed = 20;

export function checkLink(link: Link, context: ClosedContext): Promise<Checked> {
  if (link === 'exemplar-to-trace') return exemplarToTrace(context);
  return link === 'trace-to-logs' ? traceToLogs(context) : logToTrace(context);
}

/** The run's traces that no policy may drop: a link to another one may well dangle, as most of these are dropped. */
function keptWhole({ load }: ClosedContext): Map<string, string> {
  const requests = load.requests.filter((request) => request.traceId !== undefined && mustBeKept(request));
  return new Map(requests.map((request) => [request.traceId ?? '', classOf(request)]));
}

/** Taken before sampling, an exemplar can point at any trace of the run. */
async function exemplarToTrace(context: ClosedContext): Promise<Checked> {
  const { prometheus } = context.clients;
  const query = '{__name__=~"traces_span_metrics_duration_(seconds|milliseconds)_bucket"}';
  const exemplars = await prometheus.exemplars(query, { ...runWindow(context), signal: context.signal });
  const ids = exemplars.flatMap(({ labels }) => labels.trace_id ?? labels.traceID ?? []);
  const evidence: Evidence[] = [{ label: 'exemplars of', text: query }];
  return follow(ids, `${exemplars.length} exemplars`, context, evidence);
}

async function logToTrace(context: ClosedContext): Promise<Checked> {
  const { loki } = context.clients;
  const window = runWindow(context);
  const query = '{service_name=~".+"} | trace_id != ""';
  const lines = await loki.queryRange(query, { ...window, limit: 2000, signal: context.signal });
  const ids = lines.flatMap(({ labels }) => labels.trace_id ?? []);
  const evidence: Evidence[] = [{ label: 'lines of', text: query, url: loki.queryUrl(query, window) }];
  return follow(ids, `${lines.length} lines`, context, evidence);
}

/** Whether those of `ids` that must be in the store are there, and that there are any. */
async function follow(ids: string[], source: string, context: ClosedContext, evidence: Evidence[]): Promise<Checked> {
  const { jaeger } = context.clients;
  const kept = keptWhole(context);
  const targets = [...new Set(ids)].filter((id) => kept.has(id));
  const chosen = targets.slice(0, followed);
  const dangling: string[] = [];
  for (const id of chosen) if (!(await jaeger.trace(id, context.signal))) dangling.push(id);
  const [example] = chosen.filter((id) => !dangling.includes(id));
  if (example !== undefined)
    evidence.push({ label: `an ${kept.get(example) ?? ''} trace`, url: jaeger.traceUrl(example) });
  for (const id of dangling.slice(0, 3))
    evidence.push({ label: 'dangling', text: `${kept.get(id) ?? ''} trace ${id}` });
  return {
    held: chosen.length > 0 && dangling.length === 0,
    observed: `${source} name ${targets.length} traces of kept classes; of ${chosen.length} followed, ${chosen.length - dangling.length} are in the store`,
    evidence,
  };
}

async function traceToLogs(context: ClosedContext): Promise<Checked> {
  const { loki, jaeger } = context.clients;
  const window = runWindow(context);
  const stored = [...keptWhole(context).keys()].filter((id) => context.ledger.found.has(id));
  // Spread over the run: a log pipeline that stopped half-way must show.
  const step = Math.max(1, Math.floor(stored.length / followed));
  const chosen = stored.filter((_, index) => index % step === 0).slice(0, followed);
  const without: string[] = [];
  const evidence: Evidence[] = [];
  for (const id of chosen) {
    const query = `{service_name=~".+"} | trace_id="${id}"`;
    const lines = await loki.queryRange(query, { ...window, limit: 100, signal: context.signal });
    if (lines.length === 0) without.push(id);
    else if (evidence.length === 0) {
      evidence.push({ label: `${lines.length} lines of a trace`, text: query, url: loki.queryUrl(query, window) });
      evidence.push({ label: 'their trace', url: jaeger.traceUrl(id) });
    }
  }
  for (const id of without.slice(0, 3)) evidence.push({ label: 'a trace without lines', url: jaeger.traceUrl(id) });
  return {
    held: chosen.length > 0 && without.length === 0,
    observed: `of ${chosen.length} stored traces followed, ${chosen.length - without.length} have log lines`,
    evidence,
  };
}
