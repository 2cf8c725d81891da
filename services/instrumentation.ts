/**
 * The OpenTelemetry SDK of a service. Load it before the service's own code, whose imports it instruments:
 *
 *     node --import ./services/instrumentation.js services/order/main.js
 *
 * Exporters, sampler, propagators, batch sizes, intervals and resource attributes come from the standard `OTEL_*`
 * variables: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import fastifyOtel from '@fastify/otel';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
// The same class as `import { NodeSDK } from '@opentelemetry/sdk-node'`. That also loads the SDK's declarative
// configuration, a YAML parser and a JSON schema: half of the code, and about 50 ms of each start (docs/decisions.md).
import { NodeSDK } from '@opentelemetry/sdk-node/build/src/sdk.js';
import { ATTR_ERROR_TYPE, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { isHealthCheck } from './process/health.ts';
import { createDiagLogger } from './telemetry/diag-logger.ts';
import { traceresponse } from './telemetry/traceresponse.ts';
import { views } from './telemetry/views.ts';
import { serviceVersion } from './version.ts';

diag.setLogger(
  createDiagLogger((line) => process.stderr.write(line)),
  DiagLogLevel.WARN,
);

const sdk = new NodeSDK({
  resource: defaultResource().merge(resourceFromAttributes({ [ATTR_SERVICE_VERSION]: serviceVersion })),
  views,
  // Single packages instead of @opentelemetry/auto-instrumentations-node: that loads about fifty of them at each start,
  // and the one for Fastify, which Fastify itself maintains, is not among them.
  instrumentations: [
    new HttpInstrumentation({
      // The services call with fetch; only the exporters use node:http.
      disableOutgoingRequestInstrumentation: true,
      ignoreIncomingRequestHook: (request) => isHealthCheck(request.url),
      // Here and not in a Fastify hook, so that responses that Fastify sends before any hook runs have the header too.
      responseHook: (span, response) => {
        if (response instanceof ServerResponse) response.setHeader('traceresponse', traceresponse(span.spanContext()));
      },
      // The semantic conventions require `error.type` on a failed server span; the instrumentation does not set it.
      applyCustomAttributesOnSpan: (span, request, response) => {
        const status = request instanceof IncomingMessage ? (response.statusCode ?? 0) : 0;
        if (status >= 500) span.setAttribute(ATTR_ERROR_TYPE, String(status));
      },
    }),
    new fastifyOtel.FastifyOtelInstrumentation({
      registerOnInitialization: true,
      ignorePaths: ({ url }) => isHealthCheck(url),
      // One span per request, and none for each hook and handler.
      instrumentHooks: false,
      instrumentHandler: false,
    }),
    new UndiciInstrumentation({ ignoreRequestHook: (request) => isHealthCheck(request.path) }),
    // No traces of their own for the health check's query and for connections.
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new PinoInstrumentation(),
    new RuntimeNodeInstrumentation(),
  ],
});
sdk.start();

/**
 * Exports the remaining telemetry, for `timeoutMs` at most; the service calls it after its last request. Never rejects:
 * a Collector that cannot be reached must not keep a service from stopping.
 */
export async function shutdownTelemetry(timeoutMs: number): Promise<void> {
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref());
  await Promise.race([sdk.shutdown(), timeout]).catch((error: unknown) => diag.warn('shutdown failed', error));
}
