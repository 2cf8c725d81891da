import { detectResources, envDetector, resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { serviceVersion } from '../version.ts';

/**
 * Who sends the telemetry. `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` win over what is set here.
 * The instance id is stable on purpose: a random one, the SDK's habit, is a new log stream at every start.
 */
export function serviceResource(name: string, env: NodeJS.ProcessEnv = process.env): Resource {
  const serviceName = env.OTEL_SERVICE_NAME ?? name;
  return resourceFromAttributes({
    [ATTR_SERVICE_NAME]: serviceName,
    [ATTR_SERVICE_VERSION]: serviceVersion,
    'service.namespace': 'sandbox',
    'service.instance.id': `${serviceName}-1`,
    'deployment.environment.name': 'local',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
  }).merge(detectResources({ detectors: [envDetector] }));
}
