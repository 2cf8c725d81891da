import { formatCount } from '../../lib/format/number.ts';
import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { classOfRequest } from '../sampling/class-of-request.ts';
import { mustBeKept } from '../sampling/classes.ts';
import { runWindow, type ClosedContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';

type Link = ExpectationOf<'link'>['link'];

export const linkDescriptions: Record<Link, string> = {
  'exemplar-to-trace': 'exemplars of span metrics link to stored traces, for every trace of a class that must be kept',
  'trace-to-logs': 'stored traces have log lines',
  'log-to-trace': 'log lines link to stored traces, for every trace of a class that must be kept',
};

/** How many links are followed. */
const followed = 20;

export function checkLink(link: Link, context: ClosedContext): Promise<ExpectationResult> {
  if (link === 'exemplar-to-trace') return exemplarToTrace(context);
  return link === 'trace-to-logs' ? traceToLogs(context) : logToTrace(context);
}

/**
 * The run's traces that must be kept, with their class by id: links to other traces may be broken, as most of these are
 * dropped.
 */
function tracesToKeep({ load, thresholds }: ClosedContext): Map<string, string> {
  const traced = load.requests.filter(({ traceId }) => traceId !== undefined);
  const classes = traced.map((request): [string, string] => [
    request.traceId ?? '',
    classOfRequest(request, thresholds),
  ]);
  return new Map(classes.filter(([, name]) => mustBeKept(name)));
}

/** Taken before sampling, an exemplar can point at any trace of the run. */
async function exemplarToTrace(context: ClosedContext): Promise<ExpectationResult> {
  const { prometheus } = context.clients;
  const query = '{__name__=~"traces_span_metrics_duration_(seconds|milliseconds)_bucket"}';
  const exemplars = await prometheus.exemplars(query, { ...runWindow(context), signal: context.signal });
  const ids = exemplars.flatMap(({ labels }) => labels.trace_id ?? labels.traceID ?? []);
  const evidence: Evidence[] = [{ label: 'exemplars of', text: query }];
  return follow(ids, `${formatCount(exemplars.length)} exemplars`, context, evidence);
}

async function logToTrace(context: ClosedContext): Promise<ExpectationResult> {
  const { loki } = context.clients;
  const window = runWindow(context);
  const query = '{service_name=~".+"} | trace_id != ""';
  const lines = await loki.queryRange(query, { ...window, limit: 2000, signal: context.signal });
  const ids = lines.flatMap(({ labels }) => labels.trace_id ?? []);
  const evidence: Evidence[] = [{ label: 'lines of', text: query, url: loki.queryUrl(query, window) }];
  return follow(ids, `${formatCount(lines.length)} lines`, context, evidence);
}

/** Whether those of `ids` that must be in the store are there, and that there are any. */
async function follow(
  ids: string[],
  source: string,
  context: ClosedContext,
  evidence: Evidence[],
): Promise<ExpectationResult> {
  const { jaeger } = context.clients;
  const kept = tracesToKeep(context);
  const targets = [...new Set(ids)].filter((id) => kept.has(id));
  const chosen = targets.slice(0, followed);
  const broken: string[] = [];
  for (const id of chosen) if (!(await jaeger.trace(id, context.signal))) broken.push(id);
  const [example] = chosen.filter((id) => !broken.includes(id));
  if (example !== undefined)
    evidence.push({ label: `an ${kept.get(example) ?? ''} trace`, url: jaeger.traceUrl(example) });
  for (const id of broken.slice(0, 3)) evidence.push({ label: 'broken', text: `${kept.get(id) ?? ''} trace ${id}` });
  return {
    passed: chosen.length > 0 && broken.length === 0,
    observed:
      `${source} link to ${formatCount(targets.length)} traces that must be kept; of ${chosen.length} followed, ` +
      `${chosen.length - broken.length} are in the store`,
    evidence,
  };
}

async function traceToLogs(context: ClosedContext): Promise<ExpectationResult> {
  const { loki, jaeger } = context.clients;
  const window = runWindow(context);
  const stored = [...tracesToKeep(context).keys()].filter((id) => context.ledger.found.has(id));
  // Spread over the run, so that a log pipeline that stopped half-way is noticed.
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
    passed: chosen.length > 0 && without.length === 0,
    observed: `of ${chosen.length} stored traces followed, ${chosen.length - without.length} have log lines`,
    evidence,
  };
}
