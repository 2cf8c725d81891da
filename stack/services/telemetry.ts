import type { ServiceDescriptor } from './service.ts';

/** Deep enough for heavy load during an export: the default of 2,048 spans would drop some. */
const queueSize = 8192;

/** Variables that only the SDK for Node has. */
const nodeVariables = {
  // Nothing about the host and the process, which would start a new log stream at every boot too.
  OTEL_NODE_RESOURCE_DETECTORS: 'env',
  // The SDK's own metrics: spans that it dropped are counted, so that the ledger can account for them.
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true',
};

/** The OpenTelemetry variables of a demo service, apart from endpoint and intervals; also in docker-compose.yml. */
export function telemetryVariablesOf({
  name,
  telemetry: { serviceName, language },
}: Pick<ServiceDescriptor, 'name' | 'telemetry'>): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: serviceName,
    // The instance id is stable: a random one, the SDK's default, would start a new log stream at every boot.
    OTEL_RESOURCE_ATTRIBUTES: [
      'service.namespace=sandbox',
      `service.instance.id=${name}-1`,
      'deployment.environment.name=local',
    ].join(','),
    // A head sampler would hide traces from the Collector's tail sampling.
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_BSP_MAX_QUEUE_SIZE: String(queueSize),
    OTEL_BLRP_MAX_QUEUE_SIZE: String(queueSize),
    ...(language === 'nodejs' ? nodeVariables : {}),
  };
}
