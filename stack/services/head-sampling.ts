/**
 * The variables of the services' SDKs that sample a share of all traces. Each service follows the decision of its
 * caller, so that a trace is sampled as a whole or not at all.
 */
export function headSamplingVariables(share: number): Record<string, string> {
  return { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(share) };
}
