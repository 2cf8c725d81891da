import { createRequire } from 'node:module';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyOtelInstrumentation as FastifyOtel } from '@fastify/otel';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { traceresponse } from './traceresponse.ts';

// A CommonJS module whose named export Node's ES module loader cannot see.
const { FastifyOtelInstrumentation } = createRequire(import.meta.url)('@fastify/otel') as {
  FastifyOtelInstrumentation: typeof FastifyOtel;
};

export const healthPath = '/health';

/** Whether a path, with or without a query, is the health check's, which makes no spans on either side. */
export function isHealthCheck(path: string | undefined): boolean {
  return path === healthPath || path?.startsWith(`${healthPath}?`) === true;
}

/** What instruments a service: its server, its calls, its database, its log, its runtime. They act as soon as they are made. */
export function instrumentations(isControl: (request: IncomingMessage) => boolean): Instrumentation[] {
  return [
    new HttpInstrumentation({
      // The services call with fetch; what goes through node:http is the exporters.
      disableOutgoingRequestInstrumentation: true,
      ignoreIncomingRequestHook: (request) => isHealthCheck(request.url) || isControl(request),
      // Set here and not in a hook of fastify: this also reaches the answers that fastify gives before any hook runs.
      responseHook: (span, response) => {
        if (response instanceof ServerResponse) response.setHeader('traceresponse', traceresponse(span.spanContext()));
      },
      applyCustomAttributesOnSpan: (span, request, response) => {
        // Required by the conventions on a failed server span, and not set by the instrumentation itself.
        const status = request instanceof IncomingMessage ? (response.statusCode ?? 0) : 0;
        if (status >= 500) span.setAttribute(ATTR_ERROR_TYPE, String(status));
      },
    }),
    new FastifyOtelInstrumentation({
      registerOnInitialization: true,
      instrumentHooks: false,
      instrumentHandler: false,
    }),
    new UndiciInstrumentation({ ignoreRequestHook: (request) => isHealthCheck(request.path) }),
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new PinoInstrumentation(),
    new RuntimeNodeInstrumentation(),
  ];
}
