/** Names that span metrics have had: of the processor, of Tempo, and of the connector without a namespace. */
const calls = /^((traces_)?(spanmetrics|span_metrics)_)?(calls(_total)?|calls_count)$/;
const durations =
  /^((traces_)?(spanmetrics|span_metrics)_)?(latency|duration(_milliseconds|_seconds)?)_(bucket|count|sum)$/;
/** Of the connector itself. Source: opentelemetry-collector-contrib, connector/spanmetricsconnector, config.go. */
const defaultPrefix = 'traces_span_metrics_';

/** What a metric of spans is called among the names that there are, and why; undefined where it is none. */
export function spanMetric(name: string, known: readonly string[]): { name: string; why: string } | undefined {
  const isDuration = durations.test(name);
  if (!isDuration && !calls.test(name)) return undefined;
  const there = known.find((one) => /(^|_)calls_total$/.test(one));
  const prefix = there?.slice(0, -'calls_total'.length) ?? defaultPrefix;
  const named = isDuration ? `${prefix}duration` : `${prefix}calls_total`;
  if (name.startsWith(named)) return undefined;
  return {
    name: named,
    why: there === undefined ? 'here no span metrics come into Prometheus' : because(prefix, name),
  };
}

function because(prefix: string, name: string): string {
  if (prefix !== '' && name.startsWith(prefix)) return 'the connector measures how long spans last as duration';
  return prefix === ''
    ? 'the span metrics connector has no namespace here'
    : `the namespace of the span metrics connector is ${prefix.slice(0, -1).replaceAll('_', '.')} here`;
}

/** Why a metric that Tempo makes of traces is not there. */
export const ofTempo = "Tempo's metrics generator makes it of traces, which is no part of a check";

/** Whether a metric is of Tempo's metrics generator, where no connector of the Collector makes the like of it. */
export function isOfTempo(name: string, known: readonly string[]): boolean {
  if (name.startsWith('traces_service_graph_')) return !known.some((one) => one.startsWith('traces_service_graph_'));
  return name.startsWith('traces_spanmetrics_') && !known.some((one) => /(^|_)calls_total$/.test(one));
}
