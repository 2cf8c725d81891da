import { legacyNames } from '../collector/derived-metrics.ts';

/** Names of span metrics from the former processor, from Tempo, and from the connector without a namespace. */
const calls = /^((traces_)?(spanmetrics|span_metrics)_)?(calls(_total)?|calls_count)$/;
const durations =
  /^((traces_)?(spanmetrics|span_metrics)_)?(latency|duration(_milliseconds|_seconds)?)_(bucket|count|sum)$/;
/** The connector's default. Source: opentelemetry-collector-contrib, connector/spanmetricsconnector, config.go. */
const defaultPrefix = 'traces_span_metrics_';

/** The existing name of a span metric and why it is named so; undefined for other metrics and for names that exist. */
export function spanMetric(name: string, known: readonly string[]): { name: string; why: string } | undefined {
  const isDuration = durations.test(name);
  if (!isDuration && !calls.test(name)) return undefined;
  const there = known.find((one) => /(^|_)calls_total$/.test(one));
  const prefix = there?.slice(0, -'calls_total'.length) ?? defaultPrefix;
  const named = isDuration ? `${prefix}duration` : `${prefix}calls_total`;
  if (name.startsWith(named)) return undefined;
  return {
    name: named,
    why: there === undefined ? 'no span metrics reach Prometheus in this check' : because(prefix, name),
  };
}

function because(prefix: string, name: string): string {
  if (prefix !== '' && name.startsWith(prefix)) return 'the span metrics connector names this histogram duration';
  return prefix === ''
    ? `the span metrics connector has no namespace here${name.startsWith(defaultPrefix) ? `: it is empty, or the gate ${legacyNames} is on` : ''}`
    : `the namespace of the span metrics connector is ${prefix.slice(0, -1).replaceAll('_', '.')} here${unlessGated(prefix, name)}`;
}

function unlessGated(prefix: string, name: string): string {
  const isWithout = prefix === defaultPrefix && /^(calls|duration)_/.test(name);
  return isWithout ? `, unless your Collector has the gate ${legacyNames} (--feature-gates)` : '';
}

/** Why a metric that Tempo generates from traces does not exist. */
export const ofTempo = "Tempo's metrics generator produces it from traces, and a check does not run Tempo";

/** Whether a metric comes from Tempo's metrics generator and no connector of the Collector produces its equivalent. */
export function isOfTempo(name: string, known: readonly string[]): boolean {
  if (name.startsWith('traces_service_graph_')) return !known.some((one) => one.startsWith('traces_service_graph_'));
  return name.startsWith('traces_spanmetrics_') && !known.some((one) => /(^|_)calls_total$/.test(one));
}
