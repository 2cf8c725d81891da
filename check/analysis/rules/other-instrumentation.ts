/** Names that middleware of Prometheus' client libraries, and users, give to the number and the duration of requests. */
const counters = /^(http_)?(server_)?requests?(_seconds)?_(total|count)$/;
const durations = /^(http_)?requests?_duration(_seconds|_milliseconds|_ms)?_(bucket|count|sum)$/;
/** OpenTelemetry's histogram of the same. */
const ofOpenTelemetry = 'http_server_request_duration_seconds';

/** Labels that only OpenTelemetry's conventions have, the former ones included: with them its metric was meant. */
const ofConventions =
  /^(http_(response_status_code|request_method|route|status_code|method|target|scheme)|url_\w+|network_\w+)$/;

/** OpenTelemetry's metric in place of one with such a name, if the labels of the expression are OpenTelemetry's. */
export function requestsOfOpenTelemetry(
  name: string,
  labels: readonly string[],
): { name: string; why: string } | undefined {
  if (!isOfRequests(name) || !labels.some((label) => ofConventions.test(label))) return undefined;
  return counters.test(name)
    ? {
        name: `${ofOpenTelemetry}_count`,
        why: 'OpenTelemetry counts requests in the histogram of request durations',
      }
    : {
        name: ofOpenTelemetry,
        why: 'its labels are those of OpenTelemetry, which has another name for the duration of requests',
      };
}

/** Why a metric of requests with such a name does not exist, in a run with these; undefined for other metrics. */
export function otherInstrumentation(name: string, names: readonly string[]): string | undefined {
  if (!isOfRequests(name)) return undefined;
  const why = 'nothing in this traffic counts requests by this name';
  return names.includes(`${ofOpenTelemetry}_count`) ? `${why}; its services send ${ofOpenTelemetry}` : why;
}

/** Whether a metric counts or measures requests by its name, which is not OpenTelemetry's. */
export function isOfRequests(name: string): boolean {
  return counters.test(name) || durations.test(name);
}
